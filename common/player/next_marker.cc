#include "common/player/next_marker.h"

#include <chrono>

namespace cleat {

std::optional<CastTime> next_marker(const std::vector<CastMarker>& markers, CastTime from, MarkerDirection direction)
{
    constexpr std::chrono::seconds JUST_LEFT{1};
    std::optional<CastTime> out;
    for (const CastMarker& marker : markers) {
        if (direction == MarkerDirection::backward && marker.time + JUST_LEFT < from) out = marker.time;
        if (direction == MarkerDirection::forward && !out && marker.time > from) out = marker.time;
    }
    return out;
}

} // namespace cleat
