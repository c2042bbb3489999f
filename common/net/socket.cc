#include "common/net/socket.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

namespace cleat {

Result<UniqueFd> connect_to(const std::string& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return Error("the path of the socket is too long: " + path);
    std::memcpy(address.sun_path, path.data(), path.size());

    // Where many connect at once the server's queue is full for a moment: then it is waited for, but not for ever.
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd) return Error::from_errno("socket");
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) {
        const int number = errno;
        const Error error = Error::from_errno("connecting to " + path, number);
        if (number == EAGAIN) return Error("the server does not answer", ErrorCode::lost);
        return number == ECONNREFUSED ? Error(error.message(), ErrorCode::not_found) : error;
    }
    ::fcntl(fd.get(), F_SETFL, O_NONBLOCK);
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
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) < 0) return Error::from_errno("SO_PEERCRED");
    return PeerCredentials{credentials.pid, credentials.uid, credentials.gid};
}

Result<std::vector<gid_t>> groups_of(int socket)
{
    std::vector<gid_t> groups(64);
    for (;;) {
        auto size = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
        const bool known = ::getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size) == 0;
        if (!known && errno != ERANGE) return Error::from_errno("SO_PEERGROUPS");
        groups.resize(size / sizeof(gid_t)); // as many as there are, also where that was too little room
        if (known) return groups;
    }
}

} // namespace cleat
