#pragma once

#include "common/event/loop.h"
#include "server/keeper/link.h"
#include "server/program/process_looks.h"
#include "server/program/program_io.h"
#include "server/session/ending.h"
#include "server/session/life_watch.h"
#include "server/session/session_facts.h"

#include <chrono>
#include <functional>
#include <string>

namespace cleat {

/// That the program of a session of that name has ended.
[[nodiscard]] Error ended_error(const std::string& session);

/// How a session's program ends, by itself, on request (`Ending`) or because its time is up (`Lifetime`); how long its
/// output is waited for then, and how long its session stays. All that lasts of it is in the session's facts.
class ProgramLife {
 public:
    struct Handlers {
        /// The facts are others.
        std::function<void()> on_changed;
        /// The facts say how the program ended, and are to be saved now: the keeper lets go of it afterwards.
        std::function<void()> save;
        /// The program has ended, and nothing more comes of it.
        std::function<void()> on_ended;
        /// The session has been kept long enough after that.
        std::function<void()> on_gone;
    };

    /// All of these are borrowed for this object's life.
    ProgramLife(Loop& loop, KeeperLink& keeper, ProcessLooks& processes, SessionFacts& facts, ProgramIo& program,
                Handlers handlers);
    /// Does what another worker had begun and not done.
    void resume();
    /// Notes in the facts what is known here of lifetime and end.
    void note_in(SessionFacts& facts) const;

    // What happens to the program.
    /// It ended, says the keeper, with waitpid's `status`.
    void exited(int status);
    /// Some of its output was read.
    void output_read();
    /// All of it was, and nobody has it open any more.
    void output_over();
    /// Its session has a client that counts, or none. False where that is not news.
    bool occupied() { return watch_.occupied(); }
    void deserted() { watch_.deserted(); }
    /// It was used, by a client that counts or by one that is not attached.
    void used();

    // What is asked for.
    /// A signal to every process group of its session. `ended` where the program is gone.
    Result<void> signal(int number);
    /// A signal to the foreground process group of its terminal; on pipes, to its own. Only what clients may send.
    Result<void> signal_foreground(int number);
    /// Ends it as `Ending` says; `done` is called when that is over. A second call starts the end again.
    void end(std::chrono::milliseconds grace, std::function<void()> done);
    /// The session is to be gone: the keeper forgets it when all signals were sent that were asked for.
    void forget();

    [[nodiscard]] const Lifetime& lifetime() const { return watch_.lifetime(); }
    /// An error where it is being ended because its time is up, so that nobody should begin to use it.
    [[nodiscard]] Result<void> check_goes_on() const;

 private:
    [[nodiscard]] pid_t pid() const { return static_cast<pid_t>(facts_.pid); }
    void finish(bool incomplete);
    void let_go();
    void tell_end();
    void drain_over();
    void end_by_policy(int signal);
    void signal_groups(int number);

    Loop& loop_;
    KeeperLink& keeper_;
    ProcessLooks& processes_;
    SessionFacts& facts_;
    ProgramIo& program_;
    Handlers handlers_;
    bool is_draining_ = false; ///< the program ended a while ago, and something else has its output open
    Timer drain_timer_;
    Ending ending_; ///< on request
    Timer linger_timer_;
    LifeWatch watch_;
};

} // namespace cleat
