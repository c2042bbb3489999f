#include "common/export/interruption.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>

namespace cleat {

namespace {

sigset_t ending_signals()
{
    sigset_t out;
    ::sigemptyset(&out);
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&out, number);
    return out;
}

sigset_t child_signals()
{
    sigset_t out;
    ::sigemptyset(&out);
    ::sigaddset(&out, SIGCHLD);
    return out;
}

UniqueFd readable_at(const sigset_t& signals)
{
    return UniqueFd(::signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC));
}

/// Returns the status once the child has exited.
int end_of(pid_t child)
{
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

} // namespace

Interruption::Interruption()
{
    sigset_t held = ending_signals();
    ::sigaddset(&held, SIGCHLD);
    ::sigprocmask(SIG_BLOCK, &held, &before_);
    comes_ = readable_at(ending_signals());
    ended_ = readable_at(child_signals());
}

Interruption::~Interruption()
{
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
}

sigset_t Interruption::signals_of_child() const
{
    sigset_t out = before_;
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGCHLD}) ::sigdelset(&out, number);
    return out;
}

bool Interruption::has_arrived() const
{
    pollfd watched{comes_.get(), POLLIN, 0};
    return ::poll(&watched, 1, 0) > 0;
}

Result<int> Interruption::wait_for(pid_t child) const
{
    for (;;) {
        int status = 0;
        if (::waitpid(child, &status, WNOHANG) == child) return status;
        std::array<pollfd, 2> watched{{{comes_.get(), POLLIN, 0}, {ended_.get(), POLLIN, 0}}};
        if (::poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) return end_of(child);
        if (watched[0].revents != 0) {
            ::kill(child, SIGTERM);
            (void)end_of(child);
            return interrupted_error();
        }
        signalfd_siginfo taken{};
        while (::read(ended_.get(), &taken, sizeof taken) > 0) {
        }
    }
}

Error interrupted_error()
{
    return Error("interrupted");
}

} // namespace cleat
