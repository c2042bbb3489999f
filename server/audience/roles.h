#pragma once

#include "server/audience/members.h"

#include <optional>
#include <vector>

namespace cleat {

/// Who controls a session, and who observes it. Control is shared by all members that can have it, or held by one of
/// them; then the others observe until the holder leaves, grants it to a member that requested it, or another member
/// takes it. Changes take effect with `settle`.
class Roles {
 public:
    /// Whether a client can attach with that claim now.
    [[nodiscard]] bool allows(Claim claim) const { return claim != Claim::exclusive || !holder_; }
    /// Adds a member and sets its role at once. The claim of an observer, or one that is not allowed, has no effect.
    void attach(Members& members, Member& member);
    /// The member has left.
    void leave(ViewerId member);

    /// The member takes exclusive control. False if it can never be a controller.
    bool take(Members& members, ViewerId member);
    /// The member requests control from its holder. False if it can never have control, or has it already.
    bool ask(Members& members, ViewerId member);
    /// The holder grants control to a member that requested it. False if `holder` does not hold control, or `member`
    /// did not request it.
    bool grant(Members& members, ViewerId holder, ViewerId member);

    [[nodiscard]] std::optional<ViewerId> holder() const { return holder_; }
    /// Updates every member's role, and returns the members whose role changed.
    [[nodiscard]] std::vector<Member*> settle(Members& members) const;

 private:
    [[nodiscard]] Role role_of(const Member& member) const;
    void give_control_to(Members& members, ViewerId member);

    std::optional<ViewerId> holder_;
};

} // namespace cleat
