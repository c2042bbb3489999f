#pragma once

#include "common/event/allowance.h"

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// How many lines the log has about peers of each user, so that none of them can push out what else is there: some at
/// once, then one now and then. What is left out is counted. Told the time.
class LogAllowance {
 public:
    static constexpr int AT_ONCE = 10;
    static constexpr std::chrono::seconds EVERY{10};
    /// Users that are told apart; those beyond share the allowance of one.
    static constexpr std::size_t MOST_USERS = 256;

    /// Whether a line about a peer of the user is to be written. Not before it was said what was left out.
    [[nodiscard]] bool take(uid_t user, Clock::time_point now);

    /// Lines that were left out, as far as the log does not say so yet.
    struct LeftOut {
        std::optional<uid_t> user; ///< nothing: of the users that are not told apart
        std::uint64_t lines = 0;
        bool operator==(const LeftOut&) const = default;
    };
    /// What the log is to say now: of the users that may have a line, which is taken.
    [[nodiscard]] std::vector<LeftOut> take_left_out(Clock::time_point now);
    /// When the next of these may have it; nothing where nothing was left out.
    [[nodiscard]] std::optional<Clock::time_point> next_left_out() const;
    /// Of all users, when there will be no more lines.
    [[nodiscard]] std::vector<LeftOut> take_all_left_out() { return take_left_out(Clock::time_point::max()); }

 private:
    struct Account {
        Allowance lines{AT_ONCE, EVERY};
        std::uint64_t left_out = 0;
    };
    Account& account(uid_t user, Clock::time_point now);

    std::map<uid_t, Account> accounts_;
    Account others_;
};

/// What a peer says of itself, as it may be in a line of the log: at most its first 64 bytes, control characters and
/// what is not UTF-8 escaped, and `...` where it was longer.
[[nodiscard]] std::string for_log(std::string_view said);

/// `3 lines about user 1000 left out`.
[[nodiscard]] std::string words_for(const LogAllowance::LeftOut& left_out);

} // namespace cleat
