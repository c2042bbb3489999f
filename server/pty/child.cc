#include "server/pty/child.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace cleat {

SignalsBlocked::SignalsBlocked()
{
    sigset_t all;
    ::sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, &before_);
}

SignalsBlocked::~SignalsBlocked()
{
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
}

void reset_signals()
{
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    for (int signal = 1; signal < NSIG; ++signal)
        ::sigaction(signal, &action, nullptr); // fails for SIGKILL and SIGSTOP, which cannot be changed
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

void close_descriptors_from(int first)
{
    if (::syscall(SYS_close_range, static_cast<unsigned>(first), ~0U, 0U) == 0) return;
    // Before Linux 5.9. Our own descriptors are close-on-exec; this is for inherited ones, which have low numbers.
    constexpr rlim_t LIMIT = 65'536;
    rlimit limit{};
    const auto known = ::getrlimit(RLIMIT_NOFILE, &limit) == 0;
    const auto end = static_cast<int>(known ? std::min(limit.rlim_cur, LIMIT) : LIMIT);
    for (int fd = first; fd < end; ++fd) ::close(fd);
}

UniqueFd above_standard(UniqueFd fd)
{
    if (!fd || fd.get() > STDERR_FILENO) return fd;
    return UniqueFd(::fcntl(fd.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

} // namespace cleat
