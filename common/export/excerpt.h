#pragma once

#include "common/recording/cast_index.h"
#include "common/recording/cast_player.h"
#include "common/recording/cast_writer.h"

#include <functional>
#include <string>
#include <string_view>

namespace cleat {

/// A part of a recording: events after `from`, up to and including `until`. By default the whole recording.
struct CastRange {
    CastTime from{-1};
    CastTime until = LAST_CAST_TIME;

    [[nodiscard]] bool is_from_the_beginning() const { return from < CastTime(0); }
};

/// Receives the output, in pieces.
using ByteSink = std::function<Result<void>(std::string_view)>;

/// Writes part of a recording as a separate recording that starts with the screen at `range.from`.
Result<void> export_cast(CastPlayer& player, const CastIndex& index, CastVersion version, const CastRange& range,
                         const ByteSink& sink);

/// Writes the screen at `range.from`, unless that is the beginning, and then the program's raw output. Bytes that were
/// not UTF-8 are not preserved.
Result<void> export_raw(CastPlayer& player, const CastIndex& index, const CastRange& range, const ByteSink& sink);

/// Writes what the program printed, as lines (`TextLog`).
Result<void> export_text(CastPlayer& player, const CastIndex& index, const CastRange& range, const ByteSink& sink);

} // namespace cleat
