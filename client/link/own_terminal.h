#pragma once

#include "client/link/link.h"

#include <string>

namespace cleat {

/// The terminal type to report to the server at the end of the link: TERM, or nothing if the server is another user's.
[[nodiscard]] std::string terminal_for(const LinkOptions& link);

} // namespace cleat
