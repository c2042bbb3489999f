#pragma once

#include "server/memory/log.h"
#include "server/session/log_keyframes.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace cleat {

/// A session's end, as a recording tells it.
struct PastEnd {
    int status = 0;
    std::int64_t time = 0; ///< as the log's
};

/// What a past tells beside the output.
struct PastFacts {
    std::string title;
    std::string command;
    std::string terminal_type; ///< TERM
    std::int64_t epoch = 0;    ///< Unix time, in microseconds, of the moment from which the log counts its times
    std::optional<PastEnd> end;
};

/// Longer ones begin later.
inline constexpr std::size_t MOST_PAST = 15U << 20;

/// What a session has shown of late, as an asciicast (v3): the screen at the earliest keyframe that the log reaches
/// back to, what was output since, cut at reads, and the changes of size, each followed by what the screen was then.
/// Played to its end it shows the session's screen.
[[nodiscard]] std::string past_cast(const LogKeyframes& keyframes, const Log& log, const PastFacts& facts);

} // namespace cleat
