#pragma once

#include "client/tty/terminal_environment.h"
#include "common/base/result.h"
#include "common/render/capabilities.h"

namespace cleat {

/// What the user's terminal can do, from its terminfo entry and from what the environment tells beyond that. A terminal
/// that nothing is known of gets the baseline with eight colours. Refused: `dumb`, and terminals that do not understand
/// ECMA-48.
Result<Capabilities> capabilities_of(const TerminalEnvironment& environment);

/// Whether it takes xterm's commands, or at least passes over them: then it may be asked questions
/// (client/keys/probe.h).
[[nodiscard]] bool is_xterm_kind(const TerminalEnvironment& environment);

} // namespace cleat
