#pragma once

#include "common/recording/cast_index.h"
#include "common/recording/cast_player.h"
#include "common/recording/cast_writer.h"

#include <functional>
#include <string>
#include <string_view>

namespace cleat {

/// A part of a recording: what happened after `from`, up to `until`. The whole is from before the beginning.
struct CastRange {
    CastTime from{-1};
    CastTime until = LAST_CAST_TIME;

    [[nodiscard]] bool is_from_the_beginning() const { return from < CastTime(0); }
};

/// Where what is made goes, in pieces.
using ByteSink = std::function<Result<void>(std::string_view)>;

/// A recording of its own of a part of another one. It begins with the screen as it was there.
Result<void> export_cast(CastPlayer& player, const CastIndex& index, CastVersion version, const CastRange& range,
                         const ByteSink& sink);

/// What the program wrote, byte for byte as far as it was text.
Result<void> export_raw(CastPlayer& player, const CastIndex& index, const CastRange& range, const ByteSink& sink);

/// What the program printed, as lines (`TextLog`).
Result<void> export_text(CastPlayer& player, const CastIndex& index, const CastRange& range, const ByteSink& sink);

} // namespace cleat
