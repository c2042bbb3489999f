#include "common/socket/server_guard.h"

#include "common/base/short_hash.h"
#include "common/socket/socket.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <filesystem>

namespace cleat {

namespace {

constexpr int KNOCKS_WAITING = 4'096;

/// unix(7): abstract names start with a null byte and are delimited only by the address length.
struct GuardAddress {
    sockaddr_un address{};
    socklen_t size = 0;

    explicit GuardAddress(const std::string& directory)
    {
        std::error_code ignored;
        const auto mounts = std::filesystem::read_symlink("/proc/self/ns/mnt", ignored).string();
        const auto name = "cleat-" + short_hash(mounts + ' ' + std::to_string(::geteuid()) + ' ' + directory);
        address.sun_family = AF_UNIX;
        name.copy(&address.sun_path[1], sizeof address.sun_path - 1);
        size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
    }
    [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address); }
};

UniqueFd make_guard_socket()
{
    return UniqueFd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

} // namespace

std::pair<ServerGuard, ServerGuard::Found> ServerGuard::take(const std::string& runtime_directory)
{
    ServerGuard guard;
    const GuardAddress address(runtime_directory);
    auto socket = make_guard_socket();
    if (::bind(socket.get(), address.get(), address.size) == 0) {
        guard.socket_ = std::move(socket);
        return {std::move(guard), Found::nobody};
    }
    if (errno != EADDRINUSE) return {std::move(guard), Found::another_user};
    const auto asking = make_guard_socket();
    if (::connect(asking.get(), address.get(), address.size) < 0) return {std::move(guard), Found::somebody};
    const auto who = credentials_of(asking.get());
    const bool is_own = who && who->user == ::geteuid();
    return {std::move(guard), is_own ? Found::own_server : Found::another_user};
}

void ServerGuard::announce() const
{
    if (socket_) ::listen(socket_.get(), KNOCKS_WAITING);
}

bool ServerGuard::accept_knocks() const
{
    bool any = false;
    while (accept_from(socket_.get())) any = true;
    return any;
}

std::optional<pid_t> knock(const std::string& runtime_directory)
{
    const GuardAddress address(runtime_directory);
    const auto socket = make_guard_socket();
    if (::connect(socket.get(), address.get(), address.size) < 0) return std::nullopt;
    const auto who = credentials_of(socket.get());
    if (!who || who->user != ::geteuid()) return std::nullopt;
    return who->pid;
}

} // namespace cleat
