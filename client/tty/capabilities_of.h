#pragma once

#include "client/tty/terminal_environment.h"
#include "common/base/result.h"
#include "common/render/capabilities.h"

namespace cleat {

/// The capabilities of the user's terminal, from its terminfo entry and the environment. An unknown terminal gets the
/// baseline with eight colours. `unsupported` for `dumb` and for terminals that do not understand ECMA-48.
Result<Capabilities> capabilities_of(const TerminalEnvironment& environment);

/// Whether the terminal obeys or at least ignores xterm's control sequences, so that it can be queried
/// (client/keys/probe.h).
[[nodiscard]] bool is_xterm_kind(const TerminalEnvironment& environment);

} // namespace cleat
