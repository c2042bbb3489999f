#pragma once

#include "common/terminal/state.h"

namespace cleat {

/// Whether a state that was read is one that a terminal can be in: positions are on the screen, and numbers and strings
/// are no larger than a sequence can make them.
[[nodiscard]] bool is_sound(const TerminalState& state);

} // namespace cleat
