#pragma once

#include "client/link/link.h"

#include <string>

namespace cleat {

/// What a server at the end of that link may know of the user's terminal: TERM, or nothing where it is another user's.
[[nodiscard]] std::string terminal_for(const LinkOptions& link);

} // namespace cleat
