#pragma once

#include "common/player/cast_feed.h"
#include "common/recording/cast_source.h"

#include <optional>
#include <string>

namespace cleat {

/// A recording that a user named.
struct OpenRecording {
    CastSource source;
    std::optional<CastFeed> feed; ///< the pipe that it comes through, if it does
    std::string path;             ///< of its file; empty for a pipe
    bool grows = false;           ///< it is being made: its last line may not be whole
};

/// Opens a file or a pipe, as `open_input` does, or for `-` standard input.
Result<OpenRecording> open_recording(const std::string& name);

/// The same with all that comes through a pipe read to its end.
Result<OpenRecording> open_whole_recording(const std::string& name);

} // namespace cleat
