#pragma once

#include "common/event/deferred.h"
#include "common/event/loop.h"
#include "server/keeper/link.h"
#include "server/session/session_table.h"

#include <memory>
#include <string>
#include <vector>

namespace cleat {

/// What the server is told of its main session.
struct MainOptions {
    std::string name;                 ///< empty: there is none
    std::vector<std::string> command; ///< empty: a client makes it
};

/// The session whose end is the server's: once its program has ended, and those who watch have seen the last of it, the
/// keeper ends the server, with the program's status.
class MainSession {
 public:
    MainSession(Loop& loop, KeeperLink& keeper, SessionTable& sessions, MainOptions options);

    /// Makes it, if it is the server's to make; if that fails the server ends.
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
