#pragma once

#include "common/base/unique_fd.h"
#include "common/event/deferred.h"
#include "common/event/deferred_task.h"
#include "common/event/loop.h"
#include "server/keeper/session_id.h"
#include "server/pty/process_table.h"
#include "server/pty/spawn.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace cleat {

/// All programs of the server, and what must survive a worker: each session's terminal or pipes, its memory and its
/// exit status, until `forget`. All programs are children of this process.
class Programs {
 public:
    struct Events {
        /// The program runs; or it is gated and waits. The descriptors are borrowed for the call only.
        std::function<void(SessionId, pid_t, const ProgramEnds& ends, int memory)> on_started;
        std::function<void(SessionId, SpawnError)> on_failed;
        /// A gated program runs, after `on_started` and `release`; on failure `on_failed` is called instead.
        std::function<void(SessionId)> on_released;
        /// A program that `on_started` reported has ended; `status` is waitpid's.
        std::function<void(SessionId, int status)> on_ended;
    };

    Programs(Loop& loop, ProgramDefaults defaults, Events events);
    ~Programs();

    /// Starts a program and reports it by either `on_started` or `on_failed`. An id that is in use is EEXIST.
    void start(SessionId session, const SpawnRequest& request);
    /// Lets a gated program run.
    void release(SessionId session);
    /// Signals a process group if it belongs to the session; otherwise does nothing.
    void signal(SessionId session, pid_t group, int signal);
    /// Closes this process's end of the program's standard input, which ends once the worker has closed its own, too.
    void close_input(SessionId session);
    /// Closes this process's end of the program's terminal or pipes.
    void close(SessionId session);
    /// Releases everything kept for a session. If its program still runs it loses its terminal or pipes.
    void forget(SessionId session);

    /// The memory of a session, borrowed; -1 if there is none.
    [[nodiscard]] int memory_of(SessionId session) const;

    /// A child has ended and was reaped. False if it is not one of these programs.
    bool ended(pid_t pid, int status);

    /// Signals every process group of all sessions whose program runs, of all but one of these, or of one.
    void signal_all(int signal);
    void signal_all_but(std::optional<SessionId> session, int signal);
    void signal_session(SessionId session, int signal);
    [[nodiscard]] bool any_running() const;
    /// How often all processes of the host were scanned: once for each call that signals all sessions or one session;
    /// and for `signal` at most once per turn of the loop.
    [[nodiscard]] std::size_t looks() const { return looks_; }

 private:
    struct Program;

    void decided(SessionId session);
    const ProcessTable& look();
    const ProcessTable& processes();
    static void signal_groups(const Program& program, const ProcessTable& table, int signal);
    void report_end(SessionId session, const Program& program);

    Loop& loop_;
    ProgramDefaults defaults_;
    Events events_;
    std::map<SessionId, std::unique_ptr<Program>> programs_;
    ProcessTable processes_; ///< as of the last scan
    std::size_t looks_ = 0;
    DeferredTask outdate_; ///< while pending, `signal` reuses `processes_`, scanned in this turn of the loop
    Deferred deferred_;
};

} // namespace cleat
