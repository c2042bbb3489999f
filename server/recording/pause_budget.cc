#include "server/recording/pause_budget.h"

#include <algorithm>

namespace cleat {

void PauseBudget::begin(Clock::time_point now)
{
    if (!since_) since_ = now;
}

void PauseBudget::end(Clock::time_point now)
{
    if (!since_) return;
    used_ += now - *since_;
    since_.reset();
}

void PauseBudget::caught_up(Clock::time_point now)
{
    used_ = {};
    if (since_) since_ = now;
}

Clock::duration PauseBudget::left(Clock::time_point now) const
{
    const auto used = used_ + (since_ ? now - *since_ : Clock::duration::zero());
    return std::max(Clock::duration(LIMIT) - used, Clock::duration::zero());
}

} // namespace cleat
