#include "server/session/program_life.h"

#include "common/base/log.h"
#include "server/pty/terminal.h"

#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <utility>

namespace cleat {

namespace {

using std::chrono::milliseconds;

/// How long the output is read after the program's end while another process has it open.
constexpr milliseconds DRAIN{2'000};

/// Signals that clients can send: those that end, stop or continue a program, and those without a fixed meaning.
bool is_for_clients(int signal)
{
    switch (signal) {
    case SIGHUP:
    case SIGINT:
    case SIGQUIT:
    case SIGKILL:
    case SIGTERM:
    case SIGUSR1:
    case SIGUSR2:
    case SIGPIPE:
    case SIGALRM:
    case SIGCONT:
    case SIGSTOP:
    case SIGTSTP:
    case SIGWINCH: return true;
    default: return false;
    }
}

ExitStatus exit_status(int wait_status)
{
    if (WIFSIGNALED(wait_status)) return {.signal = WTERMSIG(wait_status)};
    return {.status = WEXITSTATUS(wait_status)};
}

} // namespace

Error ended_error(const std::string& session)
{
    return Error("session \"" + session + "\" has ended", ErrorCode::ended);
}

ProgramLife::ProgramLife(Loop& loop, KeeperLink& keeper, ProcessScans& processes, SessionFacts& facts,
                         ProgramIo& program, Handlers handlers)
    : loop_(loop),
      keeper_(keeper),
      processes_(processes),
      facts_(facts),
      program_(program),
      handlers_(std::move(handlers)),
      drain_timer_(loop, [this] { drain_over(); }),
      ending_(loop, {.look =
                         [this](Ending::OnGroups done) {
                             processes_.ask([pid = pid(), done = std::move(done)](const ProcessTable& table) {
                                 done(table.groups_of(pid));
                             });
                         },
                     .signal =
                         [this](pid_t group, int number) {
                             keeper_.signal(facts_.id, group, number);
                             handlers_.on_changed();
                         },
                     .on_over =
                         [this] {
                             linger_timer_.start(facts_.linger);
                             handlers_.on_changed();
                         }}),
      linger_timer_(loop, [this] { handlers_.on_removed(); }),
      watch_(loop, facts.lifetime, [this](int signal) { end_by_policy(signal); })
{}

void ProgramLife::resume()
{
    if (facts_.ending) ending_.resume(*facts_.ending);
    if (facts_.ended) {
        if (facts_.ended->cause != EndCause::none) signal_groups(SIGKILL);
        release_program();
        report_end();
        if (!ending_.is_running())
            linger_timer_.start(
                std::chrono::ceil<milliseconds>(std::max(Clock::duration(0), facts_.gone_at - loop_.now())));
    } else if (facts_.wait_status) {
        program_.note_pending_output();
        drain_timer_.start(DRAIN);
    }
}

void ProgramLife::note_in(SessionFacts& facts) const
{
    facts.lifetime = watch_.lifetime().state();
    facts.ending = ending_.progress();
}

// --- events of the program -------------------------------------------------------------------------------------------

void ProgramLife::exited(int status)
{
    facts_.wait_status = status;
    handlers_.on_changed();
    program_.note_pending_output();
    program_.read();
    output_over();
    if (!facts_.ended) drain_timer_.start(DRAIN);
}

void ProgramLife::output_read()
{
    if (is_draining_) drain_over();
}

/// Finishes if the program has ended, too.
void ProgramLife::output_over()
{
    if (facts_.wait_status && program_.is_over()) finish(false);
}

/// Stops waiting for other processes to close the output. Output that the program itself has written is read without a
/// time limit: it is pending only while a controller does not read.
void ProgramLife::drain_over()
{
    is_draining_ = program_.has_pending_output();
    if (!is_draining_) finish(!program_.is_at_end());
}

void ProgramLife::used()
{
    watch_.used();
    if (lifetime().is_deserted()) handlers_.on_changed();
}

void ProgramLife::finish(bool incomplete)
{
    if (facts_.ended) return;
    ExitStatus how = exit_status(*facts_.wait_status);
    how.incomplete = incomplete;
    how.cause = lifetime().cause();
    facts_.ended = how;
    facts_.gone_at = loop_.now() + facts_.linger;
    if (how.cause != EndCause::none) signal_groups(SIGKILL); // orphans of its program
    release_program();
    handlers_.save();
    keeper_.close(facts_.id);
    log_info("session {} ended, status {}, signal {}", facts_.id, how.status, how.signal);
    if (!ending_.is_running()) linger_timer_.start(facts_.linger); // otherwise started when `ending_` is over
    report_end();
}

/// The program has ended, and no more of its output will be read.
void ProgramLife::release_program()
{
    watch_.ended();
    program_.close();
    drain_timer_.stop();
}

void ProgramLife::report_end()
{
    ending_.program_ended();
    handlers_.on_ended();
}

// --- requests --------------------------------------------------------------------------------------------------------

Result<void> ProgramLife::check_is_running() const
{
    const EndCause cause = lifetime().cause();
    if (facts_.ended || cause == EndCause::none) return {};
    return Error("session \"" + facts_.name + "\" is being killed: " + describe(cause, lifetime().policy()),
                 ErrorCode::refused);
}

Result<void> ProgramLife::signal(int number)
{
    if (facts_.wait_status) return ended_error(facts_.name);
    signal_groups(number);
    return {};
}

Result<void> ProgramLife::signal_foreground(int number)
{
    if (facts_.wait_status) return ended_error(facts_.name);
    if (!is_for_clients(number))
        return Error("clients cannot send signal " + std::to_string(number), ErrorCode::invalid);
    const auto foreground = facts_.kind == SessionKind::terminal ? foreground_group(program_.terminal()) : std::nullopt;
    keeper_.signal(facts_.id, foreground.value_or(pid()), number);
    return {};
}

void ProgramLife::end(milliseconds grace, std::function<void()> done)
{
    ending_.begin(grace, std::move(done));
    handlers_.on_changed();
}

/// A stopped process must continue to handle the signal.
void ProgramLife::end_by_policy(int signal)
{
    log_info("session {}: {}; signal {}", facts_.id, describe(lifetime().cause(), lifetime().policy()), signal);
    handlers_.on_changed();
    signal_groups(signal);
    if (signal != SIGKILL) signal_groups(SIGCONT);
}

/// Sends signals soon, in the order of the calls, even if the session is removed meanwhile.
void ProgramLife::signal_groups(int number)
{
    processes_.ask([&keeper = keeper_, id = facts_.id, pid = pid(), number](const ProcessTable& table) {
        for (const pid_t group : table.groups_of(pid)) keeper.signal(id, group, number);
    });
}

void ProgramLife::forget()
{
    if (facts_.ended->cause == EndCause::none) return keeper_.forget(facts_.id);
    processes_.ask([&keeper = keeper_, id = facts_.id](const ProcessTable&) { keeper.forget(id); });
}

} // namespace cleat
