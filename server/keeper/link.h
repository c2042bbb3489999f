#pragma once

#include "common/base/result.h"
#include "common/base/runtime_directories.h"
#include "common/base/unique_fd.h"
#include "common/event/loop.h"
#include "server/keeper/session_id.h"
#include "server/pty/spawn.h"

#include <functional>
#include <memory>

namespace cleat {

/// What the worker gets for a started program. The keeper holds duplicates of the descriptors.
struct Spawned {
    pid_t pid = 0;
    ProgramEnds ends;
    UniqueFd memory; ///< memfd for the session's memory, initially empty
};

/// The worker's end of the socket to the keeper. One per worker.
class KeeperLink {
 public:
    struct Handlers {
        /// The program of `session` runs, or could not be started (`SpawnError` has the stage and the errno).
        std::function<void(SessionId, Spawned)> on_spawned;
        std::function<void(SessionId, SpawnError)> on_spawn_failed;
        /// A session of the previous worker, with its memory; without descriptors for its program if they are closed.
        std::function<void(SessionId, Spawned)> on_resumed;
        /// A gated program runs, which `on_spawned` had reported as waiting; on failure `on_spawn_failed` is called
        /// instead.
        std::function<void(SessionId)> on_released;
        /// The program ended; `status` is waitpid's. Called once per session; for a program that had ended before
        /// `on_resumed`, even if the previous worker was notified of that.
        std::function<void(SessionId, int status)> on_exited;
        /// The keeper has exited or wants the worker to exit.
        std::function<void()> on_closed;
        /// The socket that clients connect to, listening and non-blocking, and its location. Called before any other
        /// handler, and again, possibly with another location, if the socket had to be created again because its path
        /// was lost. After the first call has returned, the keeper is notified that the server is ready, and reports
        /// that to the process that started the server.
        std::function<void(UniqueFd, const RuntimeDirectory&)> on_listener;
        /// The reply to `share`: the socket that other users connect to, listening and non-blocking, or why there is
        /// none.
        std::function<void(Result<UniqueFd>)> on_shared_listener;
        /// The reply to `start_recorder`: the socket for a `Channel` to it, of which the keeper holds a duplicate.
        std::function<void(RecorderId, Result<UniqueFd>)> on_recorder;
        /// A recorder process ended; `status` is waitpid's.
        std::function<void(RecorderId, int status)> on_recorder_exited;
    };

    static constexpr std::size_t MAX_UNANSWERED = 4U << 20U;

    /// `socket` is the descriptor inherited from the keeper, SOCK_SEQPACKET.
    KeeperLink(Loop& loop, UniqueFd socket, Handlers handlers);
    ~KeeperLink();

    /// Asks the keeper to start a program. The reply comes to one of the handlers. Returns an error, and there is no
    /// reply, if the request is too large, or if unanswered requests of more than `MAX_UNANSWERED` bytes are pending.
    Result<void> spawn(SessionId session, const SpawnRequest& request);
    /// Lets a gated program run. The reply comes to `on_released` or `on_spawn_failed`.
    void release(SessionId session);
    /// Requests a signal to the process group `group`, which must belong to the session: the keeper checks that one of
    /// its processes has the program's pid as its session id.
    void signal(SessionId session, pid_t group, int signal);
    /// Closes the keeper's duplicate of the program's standard input.
    void close_input(SessionId session);
    /// The exit status was saved, and nothing more is read from the program: the keeper closes its duplicates, but
    /// keeps the session's memory.
    void close(SessionId session);
    /// The session is no longer needed: the keeper releases all that it holds for it.
    void forget(SessionId session);
    /// Requests a socket that other users of the host can connect to, until `unshare`.
    void share();
    void unshare();
    /// Starts a process that records the session, and gives it the session's memory. Call it before `forget`. The reply
    /// comes to `on_recorder`.
    void start_recorder(SessionId session, RecorderId recorder);
    /// Kills a recorder.
    void end_recorder(RecorderId recorder);
    /// Makes this session the main one, if its program starts: its program gets SIGTERM when the server ends, and the
    /// keeper exits with its status. Call it before `spawn`.
    void set_main(SessionId session);
    /// Asks the keeper to end the server: every program gets SIGHUP (the main program SIGTERM), SIGTERM after half the
    /// grace period, and SIGKILL after all of it; then the keeper exits with this status, or with the main program's if
    /// that has ended.
    void stop_server(int status = 0);

 private:
    struct Inner;
    std::unique_ptr<Inner> inner_;
};

} // namespace cleat
