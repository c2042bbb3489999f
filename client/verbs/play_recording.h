#pragma once

#include "client/player/player_view.h"
#include "client/verbs/open_recording.h"

#include <string>

namespace cleat {

/// Plays a recording (`open_recording`) on standard output, which must be a terminal, until the user quits; then prints
/// what was wrong with the recording. Returns the exit status.
int play_recording(const std::string& name, const PlayerOptions& options);
/// Like the above, for a recording that is already open.
int play_recording(OpenRecording recording, const std::string& name, const PlayerOptions& options);

} // namespace cleat
