#include "server/peer/guest_budget.h"

#include <algorithm>

namespace cleat {

/// A user's debt shrinks by the elapsed time divided by this.
Clock::rep GuestBudget::divisor() const
{
    return share_ * static_cast<Clock::rep>(std::max<std::size_t>(2, debts_.size()));
}

/// (uid_t)-1, which is not a valid user id, stands for all users without separate accounts.
uid_t GuestBudget::account_of(uid_t user) const
{
    return debts_.size() < MAX_USERS || debts_.contains(user) ? user : static_cast<uid_t>(-1);
}

void GuestBudget::forgive(Clock::time_point now)
{
    const Clock::duration forgiven = (now - forgiven_) / divisor();
    forgiven_ = std::max(forgiven_, now);
    for (auto& [user, debt] : debts_) debt -= std::max(forgiven, Clock::duration::zero());
    std::erase_if(debts_, [](const auto& entry) { return entry.second <= Clock::duration::zero(); });
}

void GuestBudget::charge(uid_t user, Clock::duration cost, Clock::time_point now)
{
    forgive(now);
    if (cost <= Clock::duration::zero()) return;
    const uid_t who = account_of(user);
    if ((debts_[who] += cost) > MAX_DEBT) resting_.insert(who);
}

bool GuestBudget::end_rests(Clock::time_point now)
{
    forgive(now);
    return std::erase_if(resting_, [this](uid_t user) {
               const auto found = debts_.find(user);
               return found == debts_.end() || found->second <= MAX_DEBT - PORTION;
           }) > 0;
}

std::optional<Clock::time_point> GuestBudget::next_end() const
{
    std::optional<Clock::time_point> next;
    for (const uid_t user : resting_) {
        const auto found = debts_.find(user);
        const Clock::duration too_much =
            found == debts_.end() ? Clock::duration::zero() : found->second - (MAX_DEBT - PORTION);
        const auto end = forgiven_ + std::max(too_much, Clock::duration::zero()) * divisor();
        if (!next || end < *next) next = end;
    }
    return next;
}

} // namespace cleat
