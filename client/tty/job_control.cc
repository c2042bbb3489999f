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

/// Signals that ask a client to end, whether or not it is stopped.
constexpr std::array ENDING{SIGTERM, SIGHUP, SIGINT, SIGQUIT};

/// Gives a signal its default action for this object's lifetime, and then restores its disposition.
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

/// Blocks signals for this object's lifetime. They stay pending; signals that continue or kill a stopped process still
/// do.
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

/// Whether a signal that asks the process to end is pending.
bool is_end_pending()
{
    sigset_t pending;
    ::sigpending(&pending);
    for (const int signal : ENDING)
        if (::sigismember(&pending, signal) == 1) return true;
    return false;
}

/// Stops the process with a signal whose default action is that; returns true when the process was continued, or false
/// at once if the kernel does not stop it because nothing could continue it. SIGCONT must be blocked.
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

/// Waits until this process has the terminal. The kernel stops a background process that changes the terminal;
/// likewise, this stops the whole job, unless it was asked to end.
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
