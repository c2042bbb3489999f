#pragma once

#include "server/memory/log.h"
#include "server/session/log_keyframes.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace cleat {

/// The end of a session, for a recording.
struct HistoryEnd {
    int status = 0;
    std::int64_t time = 0; ///< on the log's clock
};

/// Facts about recent history besides the output.
struct HistoryFacts {
    std::string title;
    std::string command;
    std::string terminal_type; ///< TERM
    std::int64_t epoch = 0;    ///< Unix time, in microseconds, of the zero of the log's clock
    std::optional<HistoryEnd> end;
};

/// Maximum size of a `history_cast` in bytes; if it would be larger, the earliest output is left out.
inline constexpr std::size_t MAX_HISTORY = 15U << 20;

/// The recent history of a session, as an asciicast (v3). It starts with the screen at the earliest keyframe whose
/// offset is still in the log; the later output follows, divided into reads, and the later resizes, each with the
/// resulting screen. Played to its end, it shows the session's screen.
[[nodiscard]] std::string history_cast(const LogKeyframes& keyframes, const Log& log, const HistoryFacts& facts);

} // namespace cleat
