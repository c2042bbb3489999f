#pragma once

#include "common/base/unique_fd.h"

#include <cstdint>

namespace cleat {

/// What a program has as its standard descriptors.
enum class Streams : std::uint8_t {
    terminal = 0, ///< a pseudo-terminal for all three
    pipes = 1,    ///< a pipe for each
};

/// Our ends of what leads to a program: its terminal, or its pipes. Non-blocking, close-on-exec.
struct ProgramEnds {
    UniqueFd terminal; ///< the pty's master side; the others are empty then
    UniqueFd input;    ///< writes to its standard input; empty where that is /dev/null
    UniqueFd output;   ///< reads its standard output
    UniqueFd errors;   ///< reads its standard error
};

} // namespace cleat
