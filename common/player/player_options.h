#pragma once

#include "common/player/player_key.h"
#include "common/recording/cast_event.h"

#include <optional>

namespace cleat {

/// How a recording is played.
struct PlayerOptions {
    std::optional<CastTime> idle_limit; ///< if unset, the recording's own
    CastTime at{};                      ///< the start position
    double speed = 1;
    bool paused = false;
    bool loop = false;
    bool quit_at_end = false;
    PlayerExit exit = PlayerExit::quit;
};

} // namespace cleat
