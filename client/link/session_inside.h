#pragma once

#include "client/link/link.h"

#include <cstdint>
#include <string>
#include <vector>

namespace cleat {

/// The number of the session that this program runs in, as CLEAT_SESSION_ID has it; 0 in none, or where it means
/// nothing to the server that the link leads to: there it is not to be told.
[[nodiscard]] std::uint64_t session_inside(const LinkOptions& link);

/// The tokens of the sessions that show this program's terminal: that of the one that it runs in, as
/// CLEAT_SESSION_TOKEN has it, and what the server of that session knows of those that show it. A server that any link
/// leads to may have them: they say nothing to one whose sessions they are not. Empty in no session.
[[nodiscard]] std::vector<std::string> sessions_around();

} // namespace cleat
