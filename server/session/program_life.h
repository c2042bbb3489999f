#pragma once

#include "common/event/loop.h"
#include "server/keeper/link.h"
#include "server/program/process_scans.h"
#include "server/program/program_io.h"
#include "server/session/ending.h"
#include "server/session/life_watch.h"
#include "server/session/session_facts.h"

#include <chrono>
#include <functional>
#include <string>

namespace cleat {

/// The error that the program of a session of that name has ended.
[[nodiscard]] Error ended_error(const std::string& session);

/// How a session's program ends: by itself, on request (`Ending`) or because its time is up (`Lifetime`). Also waits
/// for the program's remaining output, and for the end of the session's linger time. All persistent state is in the
/// session's facts.
class ProgramLife {
 public:
    struct Handlers {
        /// The facts have changed.
        std::function<void()> on_changed;
        /// The facts now contain how the program ended. The handler must save them before it returns, because the
        /// keeper then closes its duplicates of the program's descriptors.
        std::function<void()> save;
        /// The program has ended, and no more output will be read.
        std::function<void()> on_ended;
        /// The linger time is over.
        std::function<void()> on_removed;
    };

    /// All of these are borrowed for this object's life.
    ProgramLife(Loop& loop, KeeperLink& keeper, ProcessScans& processes, SessionFacts& facts, ProgramIo& program,
                Handlers handlers);
    /// Continues what the previous worker had started.
    void resume();
    /// Writes the state of `Lifetime` and `Ending` to `facts`.
    void note_in(SessionFacts& facts) const;

    // Events of the program.
    /// The keeper reports that the program has ended, with waitpid's `status`.
    void exited(int status);
    /// Some of its output was read.
    void output_read();
    /// All of its output was read, and no process has it open any more.
    void output_over();
    /// A client that keeps the session alive is attached, or (`deserted`) none is any more. False if nothing changed.
    bool occupied() { return watch_.occupied(); }
    void deserted() { watch_.deserted(); }
    /// The session was used by a client that keeps it alive, or by one that is not attached.
    void used();

    // Requests.
    /// Sends a signal to every process group of its session. `ended` if the program has ended.
    Result<void> signal(int number);
    /// Sends a signal to the foreground process group of its terminal; on pipes, to its own. Only signals that clients
    /// can send.
    Result<void> signal_foreground(int number);
    /// Ends the program as described by `Ending`; calls `done` when that is over. A second call restarts with SIGHUP.
    void end(std::chrono::milliseconds grace, std::function<void()> done);
    /// The session is removed: lets the keeper discard it after all requested signals were sent.
    void forget();

    [[nodiscard]] const Lifetime& lifetime() const { return watch_.lifetime(); }
    /// An error if the program is being killed because its time is up; new clients are then refused.
    [[nodiscard]] Result<void> check_is_running() const;

 private:
    [[nodiscard]] pid_t pid() const { return static_cast<pid_t>(facts_.pid); }
    void finish(bool incomplete);
    void release_program();
    void report_end();
    void drain_over();
    void end_by_policy(int signal);
    void signal_groups(int number);

    Loop& loop_;
    KeeperLink& keeper_;
    ProcessScans& processes_;
    SessionFacts& facts_;
    ProgramIo& program_;
    Handlers handlers_;
    bool is_draining_ = false; ///< the drain time is over, and output of the program itself is pending
    Timer drain_timer_;
    Ending ending_; ///< on request
    Timer linger_timer_;
    LifeWatch watch_;
};

} // namespace cleat
