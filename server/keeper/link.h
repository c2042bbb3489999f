#pragma once

#include "common/base/result.h"
#include "common/base/runtime_places.h"
#include "common/base/unique_fd.h"
#include "common/event/loop.h"
#include "server/keeper/session_id.h"
#include "server/pty/spawn.h"

#include <functional>
#include <memory>

namespace cleat {

/// What the worker gets for a program that was started. The keeper holds duplicates of the descriptors.
struct Spawned {
    pid_t pid = 0;
    ProgramEnds ends;
    UniqueFd memory; ///< memfd for the session's memory, empty at first
};

/// The worker's end of the socket to the keeper. One per worker.
class KeeperLink {
 public:
    struct Handlers {
        /// The program of `session` runs, or the exec failed (`SpawnError` says at which stage and with what errno).
        std::function<void(SessionId, Spawned)> on_spawned;
        std::function<void(SessionId, SpawnError)> on_spawn_failed;
        /// A session of the worker before this one, with its memory; without a way to its program where that has ended.
        std::function<void(SessionId, Spawned)> on_resumed;
        /// A gated program runs, of which `on_spawned` told when it waited; else `on_spawn_failed`.
        std::function<void(SessionId)> on_released;
        /// The program ended; `status` is waitpid's. Comes once per session, and once more after `on_resumed`.
        std::function<void(SessionId, int status)> on_exited;
        /// The keeper is gone or wants the worker to go.
        std::function<void()> on_closed;
        /// The socket that clients connect to, listening and non-blocking, and where that is. Comes before anything
        /// else, and again where it was made anew because its name was lost, elsewhere perhaps. When this has returned
        /// for the first time the keeper is told that the server is ready, and whoever started the server learns it.
        std::function<void(UniqueFd, const RuntimePlace&)> on_listener;
        /// The answer to `share`: the socket that other users connect to, listening and non-blocking, or why there is
        /// none.
        std::function<void(Result<UniqueFd>)> on_shared_listener;
        /// The answer to `start_recorder`: the socket for a `Channel` to it, of which the keeper holds a duplicate.
        std::function<void(RecorderId, Result<UniqueFd>)> on_recorder;
        /// A process that recorded a session ended; `status` is waitpid's.
        std::function<void(RecorderId, int status)> on_recorder_exited;
    };

    static constexpr std::size_t MAX_UNANSWERED = 4U << 20U;

    /// `socket` is the descriptor inherited from the keeper, SOCK_SEQPACKET.
    KeeperLink(Loop& loop, UniqueFd socket, Handlers handlers);
    ~KeeperLink();

    /// Asks for a program to be started. The answer comes to one of the handlers. An error, and no answer, where that
    /// cannot be asked: the request is too large, or earlier ones of more than `MAX_UNANSWERED` bytes have no answer
    /// yet.
    Result<void> spawn(SessionId session, const SpawnRequest& request);
    /// Lets a gated program run. The answer comes to `on_released` or `on_spawn_failed`.
    void release(SessionId session);
    /// Asks for a signal to the process group `group`, which must belong to the session: the keeper checks that its
    /// leader's session id is the program's pid.
    void signal(SessionId session, pid_t group, int signal);
    /// The program's standard input is over: the keeper closes its duplicate.
    void close_input(SessionId session);
    /// The exit status was noted, and nothing more is read of the program: the keeper closes its duplicates, but keeps
    /// the session's memory.
    void close(SessionId session);
    /// The session is not needed any more: the keeper drops all that it holds.
    void forget(SessionId session);
    /// Asks for a socket that other users of the machine can connect to, until `unshare`.
    void share();
    void unshare();
    /// Asks for a process that records the session, before `forget`: it is given the session's memory. The answer comes
    /// to `on_recorder`.
    void start_recorder(SessionId session, RecorderId recorder);
    /// Kills it.
    void end_recorder(RecorderId recorder);
    /// This session is the main one, if its program starts: it is told to end by SIGTERM, and the keeper exits with its
    /// status. To be said before `spawn`.
    void set_main(SessionId session);
    /// Asks the keeper to end: every program gets SIGHUP, then SIGKILL after a grace, then the keeper exits, with this
    /// status, or the main program's if that has ended.
    void stop_server(int status = 0);

 private:
    struct Inner;
    std::unique_ptr<Inner> inner_;
};

} // namespace cleat
