#include "client/link/link.h"

#include "common/base/paths.h"
#include "common/net/socket.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <vector>

namespace cleat {

namespace {

Result<UniqueFd> open_via(const std::string& command)
{
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) return Error::from_errno("socketpair");
    UniqueFd ours(ends[0]);
    const UniqueFd theirs(ends[1]);

    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, theirs.get(), STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, theirs.get(), STDOUT_FILENO);
    std::string shell = "sh";
    std::string option = "-c";
    std::string text = command;
    char* const arguments[] = {shell.data(), option.data(), text.data(), nullptr};
    pid_t child = 0;
    const int failed = ::posix_spawn(&child, "/bin/sh", &actions, nullptr, arguments, ::environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) return Error::from_errno("starting \"" + command + "\"", failed);
    ::fcntl(ours.get(), F_SETFL, O_NONBLOCK);
    return ours;
}

/// Runs `cleatd`, which returns when its server listens, or says why not.
Result<void> start_server()
{
    const std::string program = server_program();
    std::string name = "cleatd";
    char* const arguments[] = {name.data(), nullptr};
    pid_t child = 0;
    const int failed = ::posix_spawnp(&child, program.c_str(), nullptr, nullptr, arguments, ::environ);
    if (failed != 0) return Error::from_errno("starting " + program, failed);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return Error::from_errno("waiting for " + program);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return Error("the server could not be started");
    return {};
}

} // namespace

std::string server_program()
{
    std::error_code failure;
    const std::filesystem::path own = std::filesystem::read_symlink("/proc/self/exe", failure);
    const std::filesystem::path beside = own.parent_path() / "cleatd";
    return !failure && ::access(beside.c_str(), X_OK) == 0 ? beside.string() : "cleatd";
}

Result<UniqueFd> open_link(const LinkOptions& options, WithoutServer without)
{
    if (!options.via.empty()) return open_via(options.via);
    const auto path = socket_path(runtime_directory());
    if (!path) return path.error();
    auto socket = connect_to(*path);
    if (socket || socket.error().code() != ErrorCode::not_found) return socket;
    if (without == WithoutServer::fail) return Error("no server is running", ErrorCode::not_found);
    // Its answer is kept back: where two start one at once, the other's server is as good.
    const auto started = start_server();
    socket = connect_to(*path);
    if (!socket && !started) return started.error();
    return socket;
}

} // namespace cleat
