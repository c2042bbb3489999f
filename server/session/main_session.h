#pragma once

#include "common/event/deferred.h"
#include "common/event/loop.h"
#include "server/keeper/link.h"
#include "server/session/session_table.h"

#include <memory>
#include <string>
#include <vector>

namespace cleat {

/// The options of the server's main session.
struct MainOptions {
    std::string name;                 ///< empty: there is no main session
    std::vector<std::string> command; ///< empty: a client creates it
};

/// Stops the server when its main session ends: once the program has ended and the attached clients have drawn the
/// final screen, the keeper stops the server, which exits with the program's status.
class MainSession {
 public:
    MainSession(Loop& loop, KeeperLink& keeper, SessionTable& sessions, MainOptions options);

    /// Creates the session, unless a client must create it; if that fails, the server stops.
    void begin();

 private:
    void made(Session& session);
    void wait_for(Wait::For what, void (MainSession::*next)());
    void ended();
    void over();

    KeeperLink& keeper_;
    SessionTable& sessions_;
    MainOptions options_;
    SessionId id_ = 0;
    Deferred deferred_;
};

} // namespace cleat
