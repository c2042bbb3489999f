#include "common/socket/socket.h"

#include "common/base/directory.h"
#include "common/base/quote.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>

namespace cleat {

namespace {

sockaddr_un address_of(const std::string& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    return address;
}

/// When many clients connect at once the server's queue may be full for a moment: connecting then waits, for a limited
/// time.
Result<UniqueFd> make_patient_socket()
{
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd) return Error::from_errno("creating a socket");
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    return fd;
}

/// 0, or errno.
int connect_socket(int socket, const std::string& path)
{
    const sockaddr_un address = address_of(path);
    return ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ? 0 : errno;
}

/// Without /proc, changes into the directory for a moment: callers have only one thread.
int connect_socket_in(int socket, int directory, const std::string& name)
{
    const int number = connect_socket(socket, "/proc/self/fd/" + std::to_string(directory) + "/" + name);
    if (number != ENOENT || ::access("/proc/self/fd", F_OK) == 0) return number;
    const UniqueFd here(::open(".", O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!here || ::fchdir(directory) < 0) return errno;
    const int outcome = connect_socket(socket, name);
    return ::fchdir(here.get()) < 0 ? errno : outcome;
}

Error error_of_connecting(const std::string& path, int number)
{
    if (number == EAGAIN) return Error("the server does not answer", ErrorCode::lost);
    const Error error = Error::from_errno("connecting to " + path, number);
    return number == ECONNREFUSED ? Error(error.message(), ErrorCode::not_found) : error;
}

} // namespace

Result<UniqueFd> connect_to(const std::string& path)
{
    if (path.size() >= sizeof sockaddr_un::sun_path) return Error("the socket path is too long: " + path);
    auto fd = make_patient_socket();
    if (!fd) return fd;
    if (const int number = connect_socket(fd->get(), path); number != 0) return error_of_connecting(path, number);
    ::fcntl(fd->get(), F_SETFL, O_NONBLOCK);
    return fd;
}

Result<UniqueFd> connect_to_user(int directory, const std::string& name, const std::string& path, uid_t owner)
{
    const auto whole = path + '/' + name;
    auto fd = make_patient_socket();
    if (!fd) return fd;
    if (const int number = connect_socket_in(fd->get(), directory, name); number != 0)
        return error_of_connecting(whole, number);
    const auto who = credentials_of(fd->get());
    if (!who) return who.error();
    if (who->user != owner)
        return Error("the socket " + in_quotes(whole) + " belongs to " + user_name(who->user), ErrorCode::refused);
    ::fcntl(fd->get(), F_SETFL, O_NONBLOCK);
    return fd;
}

std::optional<UniqueFd> accept_from(int listener)
{
    UniqueFd fd(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!fd) return std::nullopt;
    return fd;
}

Result<PeerCredentials> credentials_of(int socket)
{
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) < 0)
        return Error::from_errno("determining the user of a connection");
    return PeerCredentials{credentials.pid, credentials.uid, credentials.gid};
}

Result<std::vector<gid_t>> groups_of(int socket)
{
    std::vector<gid_t> groups(64);
    for (;;) {
        auto size = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
        const bool known = ::getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size) == 0;
        if (!known && errno != ERANGE) return Error::from_errno("determining the groups of a connection's user");
        groups.resize(size / sizeof(gid_t)); // the actual number, also if the buffer was too small
        if (known) return groups;
    }
}

} // namespace cleat
