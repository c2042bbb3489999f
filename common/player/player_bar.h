#pragma once

#include "common/player/player_key.h"
#include "common/recording/cast_event.h"
#include "common/recording/cast_index.h"

#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// The contents of the player's last line.
struct PlayerBar {
    CastTime position{};
    CastTime duration{};
    bool is_whole = true; ///< whether `duration` is final; otherwise it is a lower bound
    bool paused = false;
    bool loop = false;
    double speed = 1;
    std::optional<CastTime> idle_limit;
    PlayerExit exit = PlayerExit::quit;
    std::string message; ///< shown instead of the bar
};

/// The line: state, position, a bar with a `|` at each marker, duration, and settings that are not the default. ASCII,
/// at most `columns` long.
[[nodiscard]] std::string bar_text(const PlayerBar& bar, const std::vector<CastMarker>& markers, int columns);

} // namespace cleat
