#pragma once

#include "common/base/unique_fd.h"

#include <cstdint>

namespace cleat {

/// What a program's standard descriptors are.
enum class Streams : std::uint8_t {
    terminal = 0, ///< a pseudo-terminal for all three
    pipes = 1,    ///< a pipe for each
};

/// Our ends of a program's terminal or pipes. Non-blocking, close-on-exec.
struct ProgramEnds {
    UniqueFd terminal; ///< the pty's master side; then the others are empty
    UniqueFd input;    ///< writes to its standard input; empty if that is /dev/null
    UniqueFd output;   ///< reads its standard output
    UniqueFd errors;   ///< reads its standard error
};

} // namespace cleat
