#pragma once

#include "common/event/loop.h"

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <set>

namespace cleat {

/// Limits the worker's time spent for other users. Work for a guest is charged to its user, for all connections
/// together. A user whose debt is too large rests: its connections are not read until enough of the debt is forgiven.
/// All users together get 1/`SHARE` of the time, divided equally among those in debt; if only one user is in debt, it
/// gets half of that. The caller passes the time.
class GuestBudget {
 public:
    static constexpr int SHARE = 128;
    /// The number of users with separate accounts; all further users share one.
    static constexpr std::size_t MAX_USERS = 64;
    /// The largest debt of a user before it rests: enough for a few commands in a row, or a large snapshot, without a
    /// pause.
    static constexpr std::chrono::milliseconds MAX_DEBT{10};
    /// A resting user resumes once it can spend this much, so that it does not resume for a single request.
    static constexpr std::chrono::milliseconds PORTION{1};

    /// `share` replaces `SHARE`.
    explicit GuestBudget(int share = SHARE) : share_(share) {}

    /// Charges the user for work.
    void charge(uid_t user, Clock::duration cost, Clock::time_point now);
    /// Whether the user must rest now.
    [[nodiscard]] bool is_resting(uid_t user) const { return resting_.contains(account_of(user)); }
    /// Ends the rests that are over; returns whether there were any.
    bool end_rests(Clock::time_point now);
    /// The time at which the first rest ends, if no other user gets into debt; nothing if no user rests.
    [[nodiscard]] std::optional<Clock::time_point> next_end() const;

    /// Number of users in debt.
    [[nodiscard]] std::size_t size() const { return debts_.size(); }

 private:
    void forgive(Clock::time_point now);
    [[nodiscard]] Clock::rep divisor() const;
    [[nodiscard]] uid_t account_of(uid_t user) const;

    int share_;
    std::map<uid_t, Clock::duration> debts_; ///< only positive amounts
    std::set<uid_t> resting_;
    Clock::time_point forgiven_{}; ///< debts are up to date as of this time
};

} // namespace cleat
