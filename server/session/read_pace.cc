#include "server/session/read_pace.h"

#include <algorithm>
#include <cmath>

namespace cleat {

std::size_t ReadPace::size() const
{
    constexpr double MOST_COST = std::chrono::duration<double, std::nano>(OF_A_READ).count();
    if (per_byte_ * static_cast<double>(MOST) <= MOST_COST) return MOST;
    return std::max(LEAST, static_cast<std::size_t>(MOST_COST / per_byte_));
}

void ReadPace::spent(std::size_t bytes, Clock::duration cost, Clock::time_point now)
{
    if (bytes == 0) return;
    const double seconds = std::chrono::duration<double>(std::max(now - at_, Clock::duration::zero())).count();
    const double latest = std::chrono::duration<double, std::nano>(cost).count() / static_cast<double>(bytes);
    per_byte_ = std::max(latest, per_byte_ * std::exp2(-seconds));
    at_ = now;
}

} // namespace cleat
