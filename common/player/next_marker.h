#pragma once

#include "common/recording/cast_index.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace cleat {

enum class MarkerDirection : std::uint8_t { backward, forward };

/// The time of the nearest marker before or after that moment; nothing where there is none. Backward, one that is less
/// than a second away does not count, so that a player that has just left it gets to the one before.
[[nodiscard]] std::optional<CastTime> next_marker(const std::vector<CastMarker>& markers, CastTime from,
                                                  MarkerDirection direction);

} // namespace cleat
