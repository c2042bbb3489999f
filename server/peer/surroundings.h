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

/// Checks that `session` would not show itself. The error is `refused` if the client runs in `session`, or in a session
/// that `session` shows directly or through other sessions, including those of other servers. Returns the sessions that
/// the client runs in, and those of other servers that show them; if the client is a guest, sessions of this server are
/// left out. A follower that stops at the end of the existing output counts as running in no session. For any other
/// follower, a session whose program is an ancestor of the client counts only if both write to the same output.
[[nodiscard]] Result<SessionTokens> check_shows_not_itself(SessionTable& sessions, const Session& session,
                                                           const WatchingProcess& who, const Attach& options);
[[nodiscard]] Result<SessionTokens> check_shows_not_itself(SessionTable& sessions, const Session& session,
                                                           const WatchingProcess& who, const Follow& options);

} // namespace cleat
