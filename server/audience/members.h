#pragma once

#include "server/audience/member.h"

#include <map>
#include <memory>
#include <vector>

namespace cleat {

/// The members of a session's audience, by id, which is the order in which they attached.
class Members {
 public:
    /// `first` is the id of the first member.
    Members() = default;
    explicit Members(ViewerId first) : next_(first) {}

    /// Adds an observer. Its id is greater than any before.
    Member& add(ViewerSink& sink, AttachRequest request, Member::View view, std::int64_t since);
    /// Removes a member. Null if there is none with this id.
    std::unique_ptr<Member> remove(ViewerId id);
    void set_role(Member& member, Role role);
    [[nodiscard]] ViewerId next_id() const { return next_; }

    /// Null if there is none. The pointer stays valid until the member is removed.
    [[nodiscard]] Member* find(ViewerId id);
    [[nodiscard]] const Member* find(ViewerId id) const;
    /// The controllers, in the order of their ids.
    [[nodiscard]] const std::vector<Member*>& controllers() const { return controllers_; }
    /// The followers, in the same order.
    [[nodiscard]] const std::vector<Member*>& followers() const { return followers_; }
    [[nodiscard]] const std::map<ViewerId, std::unique_ptr<Member>>& all() const { return members_; }
    [[nodiscard]] std::size_t size() const { return members_.size(); }

 private:
    std::map<ViewerId, std::unique_ptr<Member>> members_;
    std::vector<Member*> controllers_;
    std::vector<Member*> followers_;
    ViewerId next_ = 1;
};

} // namespace cleat
