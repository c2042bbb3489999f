#pragma once

#include "common/base/result.h"
#include "common/wire/messages.h"
#include "server/session/session_table.h"

#include <sys/types.h>

namespace cleat {

/// The process of a client that wants to be shown a session.
struct WatchingProcess {
    pid_t pid = 0;
    bool is_guest = false;
};

/// The sessions that show what the client would be shown: those that it is in, and those that show these, on other
/// servers too. `refused` where `session` is among them, along any chain: it would show itself. Of a follower these are
/// none where what it is sent is read once, or goes elsewhere than a session's program writes.
[[nodiscard]] Result<SessionTokens> check_shows_not_itself(SessionTable& sessions, const Session& session,
                                                           const WatchingProcess& who, const Attach& options);
[[nodiscard]] Result<SessionTokens> check_shows_not_itself(SessionTable& sessions, const Session& session,
                                                           const WatchingProcess& who, const Follow& options);

} // namespace cleat
