#pragma once

#include "client/verbs/verb.h"
#include "common/player/player.h"

#include <string>

namespace cleat {

/// Plays the recent history of a session on this terminal, and then shows it live, as an observer. A session that has
/// ended has only its history. Returns the exit status.
int play_session(const VerbContext& context, const std::string& name, const PlayerOptions& options);

} // namespace cleat
