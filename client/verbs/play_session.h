#pragma once

#include "client/verbs/verb.h"
#include "common/player/player_deck.h"

#include <string>

namespace cleat {

/// Shows the past of a session on this terminal, and from there what it shows now, as one who only watches. Of one that
/// has ended there is the past alone. Gives the exit status.
int play_session(const VerbContext& context, const std::string& name, const PlayerOptions& options);

} // namespace cleat
