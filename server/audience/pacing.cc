#include "server/audience/pacing.h"

#include <algorithm>

namespace cleat {

/// Follows a rising cost at once and a falling one slowly: a pass that served few members says little.
void Pacing::passed(Clock::duration cost)
{
    cost_ = std::max(cost, cost_ - cost_ / 4);
}

Clock::duration Pacing::interval() const
{
    return std::clamp<Clock::duration>(cost_ * SHARE, SHORTEST, LONGEST);
}

} // namespace cleat
