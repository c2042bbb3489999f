#pragma once

#include "common/player/cast_feed.h"
#include "common/recording/cast_source.h"

#include <optional>
#include <string>

namespace cleat {

/// A recording named on the command line.
struct OpenRecording {
    CastSource source;
    std::optional<CastFeed> feed; ///< set if it is read from a pipe
    std::string path;             ///< of the file; empty for a pipe
    bool grows = false;           ///< still being written: its last line may be incomplete
};

/// Opens a file or a pipe, as `open_input` does, or standard input for `-`.
Result<OpenRecording> open_recording(const std::string& name);

/// Like `open_recording`, but reads a pipe to its end.
Result<OpenRecording> open_whole_recording(const std::string& name);

} // namespace cleat
