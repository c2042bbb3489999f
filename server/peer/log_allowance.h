#pragma once

#include "common/event/loop.h"

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// How many lines the log has about peers of each user, so that none of them can push out what else is there: some at
/// once, then one now and then. What is left out is counted. Told the time.
class LogAllowance {
 public:
    static constexpr int AT_ONCE = 10;
    static constexpr std::chrono::seconds EVERY{10};
    /// Users that are told apart; those beyond share the allowance of one.
    static constexpr std::size_t MOST_USERS = 256;

    /// Whether a line about a peer of the user is to be written: then how many were left out before it.
    [[nodiscard]] std::optional<std::uint64_t> take(uid_t user, Clock::time_point now);

 private:
    struct Account {
        Clock::time_point full_at{}; ///< when all of the allowance is there again
        std::uint64_t left_out = 0;
    };
    Account& account(uid_t user, Clock::time_point now);

    std::map<uid_t, Account> accounts_;
    Account others_;
};

/// What a peer says of itself, as it may be in a line of the log: at most its first 64 bytes, control characters and
/// what is not UTF-8 escaped, and `...` where it was longer.
[[nodiscard]] std::string for_log(std::string_view said);

/// `, 3 lines about user 1000 left out`, or nothing.
[[nodiscard]] std::string words_for_left_out(uid_t user, std::uint64_t left_out);

} // namespace cleat
