#include "server/keeper/daemon.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace cleat {
namespace {

void detach_standard_descriptors()
{
    const UniqueFd null{::open("/dev/null", O_RDWR | O_CLOEXEC)};
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (null) ::dup2(null.get(), fd);
    }
}

/// In the process between starter and daemon: leads the new session for a moment, so that the daemon does not and can
/// never get a controlling terminal.
void go_on_in_child_of_new_session()
{
    ::setsid();
    const pid_t daemon = ::fork();
    if (daemon != 0) ::_exit(daemon < 0 ? 1 : 0);
}

} // namespace

void open_standard_descriptors()
{
    int fd = 0;
    while (fd >= 0 && fd <= STDERR_FILENO) fd = ::open("/dev/null", O_RDWR);
    if (fd > STDERR_FILENO) ::close(fd);
}

Result<std::variant<Starter, Daemon>> become_daemon()
{
    using Side = std::variant<Starter, Daemon>;
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) < 0) return Error::from_errno("making a pipe");
    UniqueFd read{ends[0]};
    UniqueFd write{ends[1]};
    const pid_t between = ::fork();
    if (between < 0) return Error::from_errno("starting the server's process");
    if (between > 0) {
        while (::waitpid(between, nullptr, 0) < 0 && errno == EINTR) {
        }
        return Side(Starter{std::move(read)});
    }
    go_on_in_child_of_new_session();
    detach_standard_descriptors();
    if (::chdir("/") < 0) return Error::from_errno("changing to /");
    return Side(Daemon{Readiness(std::move(write))});
}

} // namespace cleat
