#pragma once

#include "common/event/rate_limit.h"

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// Limits the number of log lines about peers of each user, so that no user can crowd out other messages: `AT_ONCE`
/// lines, then one line per `EVERY`. Suppressed lines are counted. The caller passes the time.
class LogAllowance {
 public:
    static constexpr int AT_ONCE = 10;
    static constexpr std::chrono::seconds EVERY{10};
    /// The number of users with separate allowances; all further users share one.
    static constexpr std::size_t MAX_USERS = 256;

    /// Whether a line about a peer of the user can be written. False while suppressed lines of the user are not yet
    /// reported.
    [[nodiscard]] bool take(uid_t user, Clock::time_point now);

    /// Suppressed lines not yet reported in the log.
    struct LeftOut {
        std::optional<uid_t> user; ///< nothing: all users without separate allowances
        std::uint64_t lines = 0;
        bool operator==(const LeftOut&) const = default;
    };
    /// Returns the counts that the log can report now, and charges one line to the allowance of each of these users.
    [[nodiscard]] std::vector<LeftOut> take_left_out(Clock::time_point now);
    /// When the next count can be reported; nothing if there is none.
    [[nodiscard]] std::optional<Clock::time_point> next_left_out() const;
    /// The counts of all users. Call it when no more lines will be written.
    [[nodiscard]] std::vector<LeftOut> take_all_left_out() { return take_left_out(Clock::time_point::max()); }

 private:
    struct Account {
        RateLimit lines{AT_ONCE, EVERY};
        std::uint64_t left_out = 0;
    };
    Account& account(uid_t user, Clock::time_point now);

    std::map<uid_t, Account> accounts_;
    Account others_;
};

/// Prepares text from a peer for a line of the log: at most its first 64 bytes, with control characters and invalid
/// UTF-8 escaped, and `...` if it was longer.
[[nodiscard]] std::string for_log(std::string_view said);

/// Returns `3 lines about user 1000 left out`.
[[nodiscard]] std::string describe(const LogAllowance::LeftOut& left_out);

} // namespace cleat
