#include "server/recording/hold.h"

#include <algorithm>

namespace cleat {

void Hold::begin(Clock::time_point now)
{
    if (!since_) since_ = now;
}

void Hold::end(Clock::time_point now)
{
    if (!since_) return;
    used_ += now - *since_;
    since_.reset();
}

void Hold::caught_up(Clock::time_point now)
{
    used_ = {};
    if (since_) since_ = now;
}

Clock::duration Hold::left(Clock::time_point now) const
{
    const auto used = used_ + (since_ ? now - *since_ : Clock::duration::zero());
    return std::max(Clock::duration(MOST) - used, Clock::duration::zero());
}

} // namespace cleat
