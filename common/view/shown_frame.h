#pragma once

#include "common/terminal/terminal.h"

#include <cstdint>
#include <memory>

namespace cleat {

/// A state of the screen that was shown to viewers of a session, and its number. Every step that leads to it has that
/// number; later states have greater numbers. Shared by all viewers that were shown it.
struct ShownFrame {
    std::uint64_t number = 0;
    Frame frame;
    bool is_latest = true; ///< false: the program is drawing another one, which is held back (synchronised update)
};

using ShownFrameRef = std::shared_ptr<const ShownFrame>;

} // namespace cleat
