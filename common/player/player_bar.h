#pragma once

#include "common/player/player_key.h"
#include "common/recording/cast_event.h"
#include "common/recording/cast_index.h"

#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// What the last line of the player says.
struct PlayerBar {
    CastTime position{};
    CastTime duration{};
    bool is_whole = true; ///< the duration is known; else it is at least that
    bool paused = false;
    bool loop = false;
    double speed = 1;
    std::optional<CastTime> idle_limit;
    PlayerExit exit = PlayerExit::quit;
    std::string message; ///< in place of the bar
};

/// The line: state, position, a bar with a `|` at each marker, duration, what is not as usual. ASCII, at most that
/// long.
[[nodiscard]] std::string bar_text(const PlayerBar& bar, const std::vector<CastMarker>& markers, int columns);

} // namespace cleat
