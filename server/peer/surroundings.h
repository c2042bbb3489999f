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

/// The sessions that show what the client would be shown: those that it runs in, and transitively those in which these
/// are shown, on other servers too. `refused` if `session` is among them: it would show itself. For a follower that
/// reads the output only once there are none; otherwise a session found through its process counts only if the follower
/// writes where the session's program writes.
[[nodiscard]] Result<SessionTokens> check_shows_not_itself(SessionTable& sessions, const Session& session,
                                                           const WatchingProcess& who, const Attach& options);
[[nodiscard]] Result<SessionTokens> check_shows_not_itself(SessionTable& sessions, const Session& session,
                                                           const WatchingProcess& who, const Follow& options);

} // namespace cleat
