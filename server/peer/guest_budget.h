#pragma once

#include "common/event/loop.h"

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <set>

namespace cleat {

/// How much of the worker's time other users may take. What is done for a guest is charged to its user, on whichever
/// of its connections; a user that has taken too much rests, and its connections are not read, until enough of that is
/// forgiven. All users together are given one part in `SHARE` of the time, divided equally among those that owe, and
/// one alone half of that. Told the time.
class GuestBudget {
 public:
    static constexpr int SHARE = 128;
    /// Users that are told apart; those beyond owe as one.
    static constexpr std::size_t MOST_USERS = 64;
    /// What a user may owe: enough for a few commands in a row, or a large snapshot, without a pause.
    static constexpr std::chrono::milliseconds MOST_OWED{10};
    /// One that rests goes on when it may take so much, so that it is not woken for each request.
    static constexpr std::chrono::milliseconds PORTION{1};

    /// `share` in place of SHARE.
    explicit GuestBudget(int share = SHARE) : share_(share) {}

    /// So much was done for the user.
    void charge(uid_t user, Clock::duration cost, Clock::time_point now);
    /// Whether the user may ask for something now.
    [[nodiscard]] bool is_resting(uid_t user) const { return resting_.contains(debtor(user)); }
    /// Ends the rests that are over by now; whether any was.
    bool end_rests(Clock::time_point now);
    /// When the first of the rests will be over, if no other user comes; nothing where nobody rests.
    [[nodiscard]] std::optional<Clock::time_point> next_end() const;

    /// Users that owe something.
    [[nodiscard]] std::size_t size() const { return owed_.size(); }

 private:
    void forgive(Clock::time_point now);
    [[nodiscard]] Clock::rep divisor() const;
    [[nodiscard]] uid_t debtor(uid_t user) const;

    int share_;
    std::map<uid_t, Clock::duration> owed_; ///< more than nothing
    std::set<uid_t> resting_;
    Clock::time_point forgiven_{}; ///< until then
};

} // namespace cleat
