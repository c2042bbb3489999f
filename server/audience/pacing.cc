#include "server/audience/pacing.h"

#include <algorithm>

namespace cleat {

/// Follows a cost that rises at once, and one that falls slowly: a pass in which few had to be told says little.
void Pacing::passed(Clock::duration cost)
{
    cost_ = std::max(cost, cost_ - cost_ / 4);
}

Clock::duration Pacing::interval() const
{
    return std::clamp<Clock::duration>(cost_ * SHARE, LEAST, MOST);
}

} // namespace cleat
