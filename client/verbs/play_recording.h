#pragma once

#include "client/player/player_view.h"
#include "client/verbs/open_recording.h"

#include <string>

namespace cleat {

/// Plays a recording (`open_recording`) on the user's terminal, which standard output must be, until there is enough of
/// it. Says then what was wrong with it. Gives the exit status.
int play_recording(const std::string& name, const PlayerOptions& options);
/// The same of one that is open already.
int play_recording(OpenRecording recording, const std::string& name, const PlayerOptions& options);

} // namespace cleat
