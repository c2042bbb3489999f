#pragma once

#include "common/terminal/terminal.h"

#include <cstdint>
#include <memory>

namespace cleat {

/// A frame shown to the viewers of a session, and its number, which is that of the steps that lead to it; later frames
/// have greater numbers. Shared by all viewers that were shown it.
struct ShownFrame {
    std::uint64_t number = 0;
    Frame frame;
    bool is_latest = true; ///< false: the program is drawing another one, which is held back (synchronised update)
};

using ShownFrameRef = std::shared_ptr<const ShownFrame>;

} // namespace cleat
