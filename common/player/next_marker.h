#pragma once

#include "common/recording/cast_index.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace cleat {

enum class MarkerDirection : std::uint8_t { backward, forward };

/// The time of the nearest marker before or after `from`; nothing if there is none. Going backward, markers at most
/// a second before `from` are skipped: a player that has just passed a marker goes to the one before it.
[[nodiscard]] std::optional<CastTime> next_marker(const std::vector<CastMarker>& markers, CastTime from,
                                                  MarkerDirection direction);

} // namespace cleat
