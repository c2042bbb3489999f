#pragma once

#include "common/terminal/state.h"

namespace cleat {

/// Whether a state that was read is one that a terminal can be in: positions are on the screen, and numbers and texts
/// are no larger than any sequence can make them.
[[nodiscard]] bool is_sound(const TerminalState& state);

} // namespace cleat
