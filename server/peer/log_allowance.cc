#include "server/peer/log_allowance.h"

#include "common/base/quote.h"

#include <algorithm>
#include <utility>

namespace cleat {

/// One that has all of its allowance, and of which nothing was left out, is nothing to remember.
LogAllowance::Account& LogAllowance::account(uid_t user, Clock::time_point now)
{
    if (accounts_.size() >= MOST_USERS && !accounts_.contains(user))
        std::erase_if(accounts_,
                      [now](const auto& entry) { return entry.second.full_at <= now && entry.second.left_out == 0; });
    return accounts_.size() < MOST_USERS || accounts_.contains(user) ? accounts_[user] : others_;
}

std::optional<std::uint64_t> LogAllowance::take(uid_t user, Clock::time_point now)
{
    Account& account = this->account(user, now);
    const auto full_at = std::max(account.full_at, now) + EVERY;
    if (full_at - now > AT_ONCE * EVERY) {
        ++account.left_out;
        return std::nullopt;
    }
    account.full_at = full_at;
    return std::exchange(account.left_out, 0);
}

std::string for_log(std::string_view said)
{
    constexpr std::size_t MOST = 64;
    return printable(std::string(said.substr(0, MOST))) + (said.size() > MOST ? "..." : "");
}

std::string words_for_left_out(uid_t user, std::uint64_t left_out)
{
    if (left_out == 0) return {};
    return ", " + std::to_string(left_out) + (left_out == 1 ? " line" : " lines") + " about user " +
           std::to_string(user) + " left out";
}

} // namespace cleat
