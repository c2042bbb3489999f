#pragma once

#include "server/audience/members.h"

#include <cstdint>

namespace cleat {

/// Whose values a session's program should see of the variables that follow its user: of each name, the value of the
/// one who may control the session and attached, or took control, last and has one. What nobody who is there has stays
/// as it was last. The names are those that the session was made with; others of a member's do not count.
class FollowedVariables {
 public:
    /// With the values of the client that makes the session.
    explicit FollowedVariables(FollowedValues first) : current_(std::move(first)) {}

    /// The member takes precedence over the others from now on. Takes effect with `settle`.
    void prefer(Member& member) { member.precedence = ++turns_; }
    /// Members came or left, or another one takes precedence.
    void settle(const Members& members);

    /// All names, with empty values for those that never had one.
    [[nodiscard]] const FollowedValues& current() const { return current_; }

 private:
    FollowedValues current_;
    std::uint64_t turns_ = 0;
};

} // namespace cleat
