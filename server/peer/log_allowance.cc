#include "server/peer/log_allowance.h"

#include "common/base/quote.h"

#include <utility>

namespace cleat {

/// An account with its full allowance and no suppressed lines need not be kept.
LogAllowance::Account& LogAllowance::account(uid_t user, Clock::time_point now)
{
    if (accounts_.size() >= MAX_USERS && !accounts_.contains(user))
        std::erase_if(accounts_, [now](const auto& entry) {
            return entry.second.lines.is_full(now) && entry.second.left_out == 0;
        });
    return accounts_.size() < MAX_USERS || accounts_.contains(user) ? accounts_[user] : others_;
}

bool LogAllowance::take(uid_t user, Clock::time_point now)
{
    Account& account = this->account(user, now);
    if (account.left_out == 0 && account.lines.take(now)) return true;
    ++account.left_out;
    return false;
}

std::vector<LogAllowance::LeftOut> LogAllowance::take_left_out(Clock::time_point now)
{
    std::vector<LeftOut> out;
    const auto look_at = [&](std::optional<uid_t> user, Account& account) {
        if (account.left_out == 0 || !account.lines.take(now)) return;
        out.push_back({user, std::exchange(account.left_out, 0)});
    };
    for (auto& [user, account] : accounts_) look_at(user, account);
    look_at(std::nullopt, others_);
    return out;
}

std::optional<Clock::time_point> LogAllowance::next_left_out() const
{
    std::optional<Clock::time_point> next;
    const auto look_at = [&next](const Account& account) {
        if (account.left_out > 0 && (!next || account.lines.next() < *next)) next = account.lines.next();
    };
    for (const auto& [user, account] : accounts_) look_at(account);
    look_at(others_);
    return next;
}

std::string for_log(std::string_view said)
{
    constexpr std::size_t LIMIT = 64;
    return printable(std::string(said.substr(0, LIMIT))) + (said.size() > LIMIT ? "..." : "");
}

std::string describe(const LogAllowance::LeftOut& left_out)
{
    return std::to_string(left_out.lines) + (left_out.lines == 1 ? " line" : " lines") + " about " +
           (left_out.user ? "user " + std::to_string(*left_out.user) : "other users") + " left out";
}

} // namespace cleat
