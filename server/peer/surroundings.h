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

/// Returns the sessions that would display what the client displays: those that it runs in, and those in which these
/// are displayed in turn, also on other servers. `refused` if `session` is one of them, because it would show itself.
/// For a follower that does not continue after the existing output there are no such sessions; for other followers, a
/// session found through the client's process counts only if the follower writes to the same output as the session's
/// program.
[[nodiscard]] Result<SessionTokens> check_shows_not_itself(SessionTable& sessions, const Session& session,
                                                           const WatchingProcess& who, const Attach& options);
[[nodiscard]] Result<SessionTokens> check_shows_not_itself(SessionTable& sessions, const Session& session,
                                                           const WatchingProcess& who, const Follow& options);

} // namespace cleat
