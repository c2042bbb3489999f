#pragma once

#include "common/base/result.h"
#include "common/wire/messages.h"
#include "server/session/session_table.h"

#include <sys/types.h>

namespace cleat {

/// The process of a client that wants to attach or follow.
struct WatchingProcess {
    pid_t pid = 0;
    bool is_guest = false;
};

/// Checks that `session` would not show itself: `refused` if the client runs in it, or in a session that `session`
/// shows, directly or through other sessions, also on other servers. Returns the sessions that the client runs in, and
/// the sessions on other servers that show them; for a guest, without the sessions of this server. A follower that
/// does not continue beyond the existing output counts as running in no session; for other followers, a session found
/// through the client's process counts only if the follower writes to the same output as the session's program.
[[nodiscard]] Result<SessionTokens> check_shows_not_itself(SessionTable& sessions, const Session& session,
                                                           const WatchingProcess& who, const Attach& options);
[[nodiscard]] Result<SessionTokens> check_shows_not_itself(SessionTable& sessions, const Session& session,
                                                           const WatchingProcess& who, const Follow& options);

} // namespace cleat
