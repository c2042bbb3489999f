#pragma once

#include "client/link/link.h"

#include <cstdint>
#include <string>
#include <vector>

namespace cleat {

/// The number of the session that this program runs in, from CLEAT_SESSION_ID. 0 outside a session, or if the number
/// means nothing to the server at the end of the link, which must then not be sent it.
[[nodiscard]] std::uint64_t session_inside(const LinkOptions& link);

/// The tokens of the sessions that show this program's terminal: that of the session that it runs in, from
/// CLEAT_SESSION_TOKEN, and those of the sessions that show that one, as reported by its server. They can be sent to
/// any server: they mean nothing to a server that does not have these sessions. Empty outside a session.
[[nodiscard]] std::vector<std::string> sessions_around();

} // namespace cleat
