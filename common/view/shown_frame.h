#pragma once

#include "common/terminal/terminal.h"

#include <cstdint>
#include <memory>

namespace cleat {

/// What viewers of a session are shown at one time, and its number, which is that of the steps that lead to it: later
/// ones have greater numbers. Shared by all to whom it was shown.
struct ShownFrame {
    std::uint64_t number = 0;
    Frame frame;
    bool is_latest = true; ///< no: the program has begun to draw another, which is held back
};

using ShownFrameRef = std::shared_ptr<const ShownFrame>;

} // namespace cleat
