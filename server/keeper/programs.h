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

/// Every program of the server, and what must outlive a worker: the terminal or pipes and the log's memory of each
/// session, and its exit status, until the session is forgotten. All programs are children of this process.
class Programs {
 public:
    struct Events {
        /// The program runs; or it is gated and waits. The descriptors are borrowed for the call only.
        std::function<void(SessionId, pid_t, const ProgramEnds& ends, int memory)> on_started;
        std::function<void(SessionId, SpawnError)> on_failed;
        /// A gated one runs, after `on_started` and `release`; else `on_failed`.
        std::function<void(SessionId)> on_released;
        /// After `on_started`.
        std::function<void(SessionId, int status)> on_ended;
    };

    Programs(Loop& loop, ProgramDefaults defaults, Events events);
    ~Programs();

    /// Starts a program; one of `on_started` and `on_failed` tells of it. An id that is in use is EEXIST.
    void start(SessionId session, const SpawnRequest& request);
    /// Lets a gated program run.
    void release(SessionId session);
    /// Signals a process group if it belongs to the session: otherwise nothing happens.
    void signal(SessionId session, pid_t group, int signal);
    /// Lets go of the program's standard input, so that it ends when the worker lets go of it too.
    void close_input(SessionId session);
    /// Lets go of the program's terminal or pipes.
    void close(SessionId session);
    /// Lets go of all that is held for a session. If its program still runs it loses its terminal or pipes.
    void forget(SessionId session);

    /// The memory of a session, borrowed; -1 where there is none.
    [[nodiscard]] int memory_of(SessionId session) const;

    /// A child ended and was waited for. False if it was no program of ours.
    bool ended(pid_t pid, int status);

    /// Signals every process group of every session whose program runs, or of one such session.
    void signal_all(int signal);
    void signal_all_but(std::optional<SessionId> session, int signal);
    void signal_session(SessionId session, int signal);
    [[nodiscard]] bool any_running() const;
    /// How often it looked at all processes of the machine: once for each of the calls that signal all or a session,
    /// however many there are; and for `signal` at most once in a turn of the loop.
    [[nodiscard]] std::size_t looks() const { return looks_; }

 private:
    struct Program;

    void decided(SessionId session);
    const ProcessTable& look();
    const ProcessTable& processes();
    static void signal_groups(const Program& program, const ProcessTable& table, int signal);
    void tell_end(SessionId session, const Program& program);

    Loop& loop_;
    ProgramDefaults defaults_;
    Events events_;
    std::map<SessionId, std::unique_ptr<Program>> programs_;
    ProcessTable processes_; ///< as they were when it last looked
    std::size_t looks_ = 0;
    DeferredTask outdate_; ///< pending while `processes_` is of this turn of the loop, for `signal`
    Deferred deferred_;
};

} // namespace cleat
