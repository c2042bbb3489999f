#include "client/link/link.h"

#include "client/link/passed_over.h"
#include "client/link/user_id.h"
#include "common/base/directory.h"
#include "common/base/paths.h"
#include "common/base/runtime_directories.h"
#include "common/base/shared_directories.h"
#include "common/socket/server_search.h"
#include "common/socket/socket.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <string_view>

namespace cleat {

namespace {

/// A server that can restore its socket does so within milliseconds.
constexpr std::chrono::milliseconds RESTORED_WITHIN{3'000};

/// Whether the caller reads the command's standard error; otherwise the command inherits ours.
enum class CommandMessages { read, passed_on };

Result<OpenLink> open_via(const std::string& command, LinkTerminal terminal, CommandMessages messages)
{
    int ends[2];
    int said[2] = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) return Error::from_errno("creating sockets");
    UniqueFd ours(ends[0]);
    const UniqueFd theirs(ends[1]);
    if (messages == CommandMessages::read && ::pipe2(said, O_CLOEXEC) < 0) return Error::from_errno("creating a pipe");
    UniqueFd hearing(said[0]);
    const UniqueFd saying(said[1]);

    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, theirs.get(), STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, theirs.get(), STDOUT_FILENO);
    if (saying) ::posix_spawn_file_actions_adddup2(&actions, saying.get(), STDERR_FILENO);
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    sigset_t usual;
    ::sigemptyset(&usual);
    ::sigaddset(&usual, SIGPIPE);
    ::posix_spawnattr_setsigdefault(&attributes, &usual);
    const int own_session = terminal == LinkTerminal::none ? POSIX_SPAWN_SETSID : 0;
    ::posix_spawnattr_setflags(&attributes, static_cast<short>(POSIX_SPAWN_SETSIGDEF | own_session));
    std::string shell = "sh";
    std::string option = "-c";
    std::string text = command;
    char* const arguments[] = {shell.data(), option.data(), text.data(), nullptr};
    OpenLink link;
    const int failed = ::posix_spawn(&link.command.pid, "/bin/sh", &actions, &attributes, arguments, ::environ);
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) return Error::from_errno("starting \"" + command + "\"", failed);
    ::fcntl(ours.get(), F_SETFL, O_NONBLOCK);
    if (hearing) ::fcntl(hearing.get(), F_SETFL, O_NONBLOCK);
    link.socket = std::move(ours);
    link.command.terminal = terminal;
    link.command.messages = std::move(hearing);
    return link;
}

/// Connects to the server that shares sessions. It must run as `owner`: any user could listen in a directory of that
/// name.
Result<UniqueFd> open_shared(const std::string& owner)
{
    const auto user = user_id(owner);
    if (!user) return user.error();
    const SharedDirectories places = SharedDirectories::of(*user);
    auto directories = places.found();
    if (directories.empty()) directories.push_back(places.first());
    Result<UniqueFd> socket = UniqueFd();
    for (const std::string& path : directories) {
        const auto directory = open_directory_of(path, *user);
        socket = directory ? connect_to_user(directory->get(), SHARED_SOCKET, path, *user) : directory.error();
        if (socket) return socket;
    }
    if (socket.error().code() == ErrorCode::not_found)
        return Error("user \"" + owner + "\" shares no sessions", ErrorCode::not_found);
    return socket;
}

Error no_server_error(const std::vector<Error>& passed_over)
{
    std::string message = "no server is running";
    for (const Error& error : passed_over) message += "; passed over: " + error.message();
    return Error(std::move(message), ErrorCode::not_found);
}

/// Reads until all writers have closed the pipe.
std::string read_all(int fd)
{
    std::string out;
    std::array<char, 1024> buffer; // NOLINT: the kernel fills what is used
    for (;;) {
        const ssize_t count = ::read(fd, buffer.data(), buffer.size());
        if (count > 0) out.append(buffer.data(), static_cast<std::size_t>(count));
        else if (count == 0 || errno != EINTR) return out;
    }
}

/// The error for a failed start, ending in the message that `cleatd` printed.
Error not_started(std::string said)
{
    said.erase(said.find_last_not_of('\n') + 1);
    constexpr std::string_view PREFIX = "cleatd: ";
    if (said.starts_with(PREFIX)) said.erase(0, PREFIX.size());
    return Error("cannot start the server" + (said.empty() ? said : ": " + said));
}

/// Runs `cleatd`, which returns once its server listens, or reports why it does not.
Result<void> start_server()
{
    const std::string program = server_program();
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) < 0) return Error::from_errno("creating a pipe");
    const UniqueFd said(ends[0]);
    UniqueFd saying(ends[1]);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, saying.get(), STDERR_FILENO);
    std::string name = "cleatd";
    char* const arguments[] = {name.data(), nullptr};
    pid_t child = 0;
    const int failed = ::posix_spawnp(&child, program.c_str(), &actions, nullptr, arguments, ::environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) return Error::from_errno("starting " + program, failed);
    saying.reset();
    std::string text = read_all(said.get());
    int status = 0;
    while (::waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return Error::from_errno("waiting for " + program);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return not_started(std::move(text));
    return {};
}

/// Connects to the user's own server, through the socket in the runtime directory.
Result<UniqueFd> open_own(WithoutServer without)
{
    auto search = find_server(runtime_directories(runtime_inputs()), RESTORED_WITHIN);
    if (search && !search->socket && without == WithoutServer::start_one) {
        // A server may already run in a directory of the user's that is open to other users.
        report_passed_over(search->own_passed_over);
        // If another client started a server at the same time, ours fails to start, and theirs is used.
        const auto started = start_server();
        search = find_server(runtime_directories(runtime_inputs()));
        if (search && !search->socket && !started) return started.error();
    }
    if (!search) return search.error();
    if (!search->socket) return no_server_error(search->passed_over);
    return std::move(search->socket);
}

} // namespace

std::string server_program()
{
    std::error_code failure;
    const std::filesystem::path own = std::filesystem::read_symlink("/proc/self/exe", failure);
    const std::filesystem::path beside = own.parent_path() / "cleatd";
    return !failure && ::access(beside.c_str(), X_OK) == 0 ? beside.string() : "cleatd";
}

Result<OpenLink> open_link(const LinkOptions& options, WithoutServer without)
{
    if (!options.via.empty()) return open_via(options.via, LinkTerminal::shared, CommandMessages::passed_on);
    auto socket = options.owner.empty() ? open_own(without) : open_shared(options.owner);
    if (!socket) return socket.error();
    return OpenLink{std::move(*socket), {}};
}

Result<OpenLink> open_watched_link(const LinkOptions& options, LinkTerminal terminal)
{
    if (!options.via.empty()) return open_via(options.via, terminal, CommandMessages::read);
    return open_link(options, WithoutServer::fail);
}

} // namespace cleat
