#pragma once

#include "server/audience/members.h"

#include <optional>
#include <vector>

namespace cleat {

/// Who controls a session, and who only observes it. Control is shared by all who may have it, or held by one of them;
/// then the others observe until that one leaves, or grants it to one that asked, or another one takes it. A change
/// takes effect with `settle`.
class Roles {
 public:
    /// Whether one may attach with that claim now.
    [[nodiscard]] bool allows(Claim claim) const { return claim != Claim::exclusive || !holder_; }
    /// A new member, which has its role at once. Its claim means nothing where it is not allowed, and nothing for an
    /// observer.
    void attach(Members& members, Member& member);
    /// It is no member any more.
    void leave(ViewerId member);

    /// The member holds control from now on. False where it may never.
    bool take(Members& members, ViewerId member);
    /// The member wants what another one holds. False where it may never have it, or has it.
    bool ask(Members& members, ViewerId member);
    /// The holder grants control to one that asked. False where it is not the holder's to grant, or nobody asked.
    bool grant(Members& members, ViewerId holder, ViewerId member);

    [[nodiscard]] std::optional<ViewerId> holder() const { return holder_; }
    /// Gives every member the role that it has now, and returns those that had another one.
    [[nodiscard]] std::vector<Member*> settle(Members& members) const;

 private:
    [[nodiscard]] Role role_of(const Member& member) const;
    void hold(Members& members, ViewerId member);

    std::optional<ViewerId> holder_;
};

} // namespace cleat
