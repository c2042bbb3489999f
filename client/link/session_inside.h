#pragma once

#include "client/link/link.h"

#include <cstdint>
#include <string>
#include <vector>

namespace cleat {

/// The number of the session that this program runs in, from CLEAT_SESSION_ID. 0 outside a session, and on a link to
/// another user's or another host's server: the number means nothing there and must not be sent.
[[nodiscard]] std::uint64_t session_inside(const LinkOptions& link);

/// The tokens of the sessions that show this program's terminal: of the session that the program runs in, from
/// CLEAT_SESSION_TOKEN, and of all sessions in which that session is shown, as reported by its server. They can be sent
/// to any server: they mean nothing to a server that does not have these sessions. Empty outside a session.
[[nodiscard]] std::vector<std::string> sessions_around();

} // namespace cleat
