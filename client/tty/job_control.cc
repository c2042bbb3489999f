#include "client/tty/job_control.h"

#include <unistd.h>

#include <array>
#include <csignal>
#include <ctime>
#include <initializer_list>
#include <utility>

namespace cleat {

namespace {

sigset_t set_of(std::initializer_list<int> signals)
{
    sigset_t set;
    ::sigemptyset(&set);
    for (const int signal : signals) ::sigaddset(&set, signal);
    return set;
}

/// What asks a client to end, whether it is stopped or not.
constexpr std::array ENDING{SIGTERM, SIGHUP, SIGINT, SIGQUIT};

/// A signal's default action while this object lives, and the process's disposition again afterwards.
class DefaultAction {
 public:
    explicit DefaultAction(int signal) : signal_(signal)
    {
        struct sigaction action {};
        action.sa_handler = SIG_DFL;
        ::sigemptyset(&action.sa_mask);
        ::sigaction(signal_, &action, &before_);
    }
    ~DefaultAction() { ::sigaction(signal_, &before_, nullptr); }
    DefaultAction(const DefaultAction&) = delete;
    DefaultAction& operator=(const DefaultAction&) = delete;

 private:
    int signal_;
    struct sigaction before_ {};
};

/// Blocks signals while it lives; they stay pending, and those that continue or end a stopped process do so all the
/// same.
class BlockedSignals {
 public:
    explicit BlockedSignals(const sigset_t& signals) { ::sigprocmask(SIG_BLOCK, &signals, &before_); }
    ~BlockedSignals() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }
    BlockedSignals(const BlockedSignals&) = delete;
    BlockedSignals& operator=(const BlockedSignals&) = delete;

 private:
    sigset_t before_{};
};

bool take_pending(int signal)
{
    const sigset_t set = set_of({signal});
    const timespec at_once{};
    return ::sigtimedwait(&set, nullptr, &at_once) == signal;
}

/// Whether one was sent that asks the process to end.
bool is_end_pending()
{
    sigset_t pending;
    ::sigpending(&pending);
    for (const int signal : ENDING)
        if (::sigismember(&pending, signal) == 1) return true;
    return false;
}

/// Stops by a signal that does that by default; returns when the process was continued, or at once and false where the
/// kernel does not stop it, as nobody would continue it. SIGCONT is blocked.
bool stop_by(int signal, StopExtent extent)
{
    while (take_pending(SIGCONT)) {
    }
    const DefaultAction stops(signal);
    const sigset_t stopping = set_of({signal});
    ::sigprocmask(SIG_UNBLOCK, &stopping, nullptr);
    ::kill(extent == StopExtent::group ? 0 : ::getpid(), signal);
    return take_pending(SIGCONT);
}

} // namespace

JobControl::JobControl(Loop& loop, const Tty& tty, Handlers handlers)
    : tty_(tty),
      handlers_(std::move(handlers)),
      on_stop_(loop, SIGTSTP, [this] { stop(StopExtent::process); }),
      on_continue_(loop, SIGCONT, [this] { continued(); }),
      yield_(loop, [this] { continued(); })
{}

void JobControl::stop(StopExtent extent)
{
    if (std::exchange(is_stopping_, true)) return;
    const BlockedSignals blocked(set_of({SIGCONT, SIGTERM, SIGHUP, SIGINT, SIGQUIT}));
    handlers_.on_stop();
    const bool was_stopped = is_end_pending() || stop_by(SIGTSTP, extent);
    resume(was_stopped ? Resumed::continued : Resumed::not_stopped);
}

void JobControl::yield()
{
    yield_.schedule();
}

void JobControl::continued()
{
    if (std::exchange(is_stopping_, true)) return;
    const BlockedSignals blocked(set_of({SIGCONT, SIGTERM, SIGHUP, SIGINT, SIGQUIT}));
    resume(Resumed::not_restored);
}

/// As soon as the terminal is this process's. In the background the kernel stops who changes a terminal; so does this,
/// for the whole job, unless it was asked to end.
void JobControl::resume(Resumed how)
{
    bool can_stop = true;
    while (can_stop && !tty_.is_foreground() && !is_end_pending()) can_stop = stop_by(SIGTTOU, StopExtent::group);
    is_stopping_ = false;
    yield_.cancel();
    if (tty_.is_foreground()) handlers_.on_resume(how);
    else if (!can_stop) handlers_.on_lost();
}

} // namespace cleat
