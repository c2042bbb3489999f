#pragma once

// For the parts of session.cc alone.

#include "server/session/session.h"

#include <cstdint>

namespace cleat {

/// One who is attached or follows.
struct Session::Viewer {
    ViewerSink& sink;
    Role role = Role::observer; ///< as `roles_` has it
    Arrival arrival;            ///< its size is that of the terminal now
    std::int64_t since = 0;
    std::uint64_t given = 0; ///< bytes of input that came from it
    std::uint64_t taken = 0; ///< of those, taken by the program, as it was told
};

} // namespace cleat
