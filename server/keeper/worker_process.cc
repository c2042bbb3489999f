#include "server/keeper/worker_process.h"

#include "server/keeper/channel.h"
#include "server/pty/child.h"

#include <fcntl.h>
#include <unistd.h>

namespace cleat {
namespace {

constexpr int SOCKET = STDERR_FILENO + 1; ///< where the worker finds its end

[[noreturn]] void run_worker(int socket, const char* executable, char* const* arguments)
{
    ::setsid();
    const bool is_placed = socket == SOCKET ? ::fcntl(socket, F_SETFD, 0) == 0 : ::dup2(socket, SOCKET) == SOCKET;
    if (!is_placed) ::_exit(126);
    close_descriptors_from(SOCKET + 1);
    reset_signals();
    ::execv(executable, arguments);
    ::_exit(127);
}

} // namespace

Result<WorkerProcess> start_worker(const std::string& executable, const std::vector<std::string>& arguments)
{
    auto sockets = make_channel_sockets();
    if (!sockets) return sockets.error();
    auto& [ours, theirs] = *sockets;

    std::vector<std::string> words{"cleatd", "--worker", std::to_string(SOCKET)};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    pointers.reserve(words.size() + 1);
    for (auto& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);

    const SignalsBlocked blocked;
    const pid_t pid = ::fork();
    if (pid == 0) run_worker(theirs.get(), executable.c_str(), pointers.data());
    if (pid < 0) return Error::from_errno("starting the server's worker");
    return WorkerProcess{.pid = pid, .socket = std::move(ours)};
}

} // namespace cleat
