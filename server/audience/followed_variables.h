#pragma once

#include "server/audience/members.h"

#include <cstdint>

namespace cleat {

/// The values that a session's program should see of the variables that follow its user: for each name, the value from
/// the member that took precedence last among the members that have a value for it and can be controllers. If there is
/// no such member, the last value stays. The names are fixed when the session is created; other names of a member are
/// ignored.
class FollowedVariables {
 public:
    /// Starts with the values of the client that creates the session.
    explicit FollowedVariables(FollowedValues first) : current_(std::move(first)) {}

    /// The member, which has attached or taken control, takes precedence over the others from now on. Takes effect with
    /// `settle`.
    void prefer(Member& member) { member.precedence = ++turns_; }
    /// Members attached or left, or precedence changed.
    void settle(const Members& members);

    /// All names; the value is empty for names that never had one.
    [[nodiscard]] const FollowedValues& current() const { return current_; }

 private:
    FollowedValues current_;
    std::uint64_t turns_ = 0;
};

} // namespace cleat
