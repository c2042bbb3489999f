#include "server/keeper/role_process.h"

#include "common/base/quote.h"
#include "server/keeper/channel.h"
#include "server/pty/child.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace cleat {
namespace {

/// Moves each descriptor to its final number. First moves all of them out of the range that this overwrites.
bool place(std::vector<int>& descriptors)
{
    const int end = ROLE_SOCKET + static_cast<int>(descriptors.size());
    for (int& fd : descriptors) {
        fd = ::fcntl(fd, F_DUPFD_CLOEXEC, end);
        if (fd < 0) return false;
    }
    int target = ROLE_SOCKET;
    for (const int fd : descriptors) {
        if (::dup2(fd, target) != target) return false;
        ++target;
    }
    return true;
}

/// Runs in the forked child, so it must not allocate.
[[noreturn]] void run_role(std::vector<int>& descriptors, const char* executable, char* const* arguments)
{
    ::setsid();
    if (!place(descriptors)) ::_exit(126);
    close_descriptors_from(ROLE_SOCKET + static_cast<int>(descriptors.size()));
    reset_signals();
    ::execv(executable, arguments);
    ::_exit(127);
}

} // namespace

Result<void> check_executable(const std::string& executable)
{
    if (::access(executable.c_str(), X_OK) == 0) return {};
    const int error = errno;
    if (executable.starts_with("/proc/") && ::access("/proc/self", F_OK) < 0)
        return Error("/proc is not mounted, and the server needs it (mount -t proc proc /proc)");
    return Error::from_errno("cannot run the server from " + in_quotes(executable), error);
}

Result<RoleProcess> start_role(const std::string& executable, const std::vector<std::string>& arguments,
                               const std::vector<int>& descriptors)
{
    auto sockets = make_channel_sockets();
    if (!sockets) return sockets.error();
    auto& [ours, theirs] = *sockets;

    std::vector<std::string> words{"cleatd"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    pointers.reserve(words.size() + 1);
    for (auto& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    std::vector<int> given{theirs.get()};
    given.insert(given.end(), descriptors.begin(), descriptors.end());

    const SignalsBlocked blocked;
    const pid_t pid = ::fork();
    if (pid == 0) run_role(given, executable.c_str(), pointers.data());
    if (pid < 0) return Error::from_errno("starting " + words[1].substr(2));
    return RoleProcess{.pid = pid, .socket = std::move(ours)};
}

} // namespace cleat
