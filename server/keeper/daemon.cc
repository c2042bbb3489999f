#include "server/keeper/daemon.h"

#include "common/base/numbers.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <memory>
#include <vector>

namespace cleat {
namespace {

void detach_standard_descriptors()
{
    const UniqueFd null{::open("/dev/null", O_RDWR | O_CLOEXEC)};
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (null) ::dup2(null.get(), fd);
    }
}

std::vector<int> open_descriptors()
{
    std::vector<int> descriptors;
    const std::unique_ptr<DIR, int (*)(DIR*)> directory{::opendir("/proc/self/fd"), ::closedir};
    if (!directory) return descriptors;
    while (const dirent* const entry = ::readdir(directory.get())) {
        const auto fd = parse_integer(entry->d_name, STDERR_FILENO + 1, INT_MAX); // skips "." and ".."
        if (fd && *fd != ::dirfd(directory.get())) descriptors.push_back(static_cast<int>(*fd));
    }
    return descriptors;
}

/// Closes descriptors inherited through exec, which are those without close-on-exec: the process that started this one
/// may be waiting for the end of a pipe.
void close_inherited_descriptors()
{
    for (const int fd : open_descriptors()) {
        const int flags = ::fcntl(fd, F_GETFD);
        if (flags >= 0 && (flags & FD_CLOEXEC) == 0) ::close(fd);
    }
}

/// The process between starter and daemon: leads the new session for a moment, so that the daemon is not its leader and
/// can never get a controlling terminal.
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
    if (::pipe2(ends.data(), O_CLOEXEC) < 0) return Error::from_errno("creating a pipe");
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
    close_inherited_descriptors();
    if (::chdir("/") < 0) return Error::from_errno("changing to /");
    return Side(Daemon{Readiness(std::move(write))});
}

} // namespace cleat
