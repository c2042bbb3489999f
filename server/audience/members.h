#pragma once

#include "server/audience/member.h"

#include <map>
#include <memory>
#include <vector>

namespace cleat {

/// The members of a session's audience, by id, which is the order in which they attached.
class Members {
 public:
    /// `first` is the id of the first one.
    Members() = default;
    explicit Members(ViewerId first) : next_(first) {}

    /// The id of the next one is greater than that of any before. It is an observer.
    Member& add(ViewerSink& sink, AttachRequest request, Member::View view, std::int64_t since);
    /// It is no member any more. Null where it was none.
    std::unique_ptr<Member> remove(ViewerId id);
    void set_role(Member& member, Role role);
    [[nodiscard]] ViewerId next_id() const { return next_; }

    /// Null where there is none. What they lead to stays where it is until it is removed.
    [[nodiscard]] Member* find(ViewerId id);
    [[nodiscard]] const Member* find(ViewerId id) const;
    /// Those that control the session, in the order of their ids.
    [[nodiscard]] const std::vector<Member*>& controllers() const { return controllers_; }
    /// Those that follow its output, in the same order.
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
