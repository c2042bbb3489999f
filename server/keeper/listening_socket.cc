#include "server/keeper/listening_socket.h"

#include "common/base/quote.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>

namespace cleat {
namespace {

constexpr int BACKLOG = 128;

sockaddr_un make_address(const std::string& path)
{
    sockaddr_un address{};
    assert(path.size() < sizeof address.sun_path && "socket_path checks this");
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    return address;
}

UniqueFd make_socket()
{
    return UniqueFd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

/// Sets the umask during its lifetime.
class Umask {
 public:
    explicit Umask(mode_t mask) : before_(::umask(mask)) {}
    ~Umask() { ::umask(before_); }
    Umask(const Umask&) = delete;
    Umask& operator=(const Umask&) = delete;

 private:
    mode_t before_;
};

Result<void> remove_stale(const std::string& path)
{
    struct stat status {};
    if (::lstat(path.c_str(), &status) < 0) {
        if (errno == ENOENT) return {};
        return Error::from_errno("checking " + in_quotes(path));
    }
    if (!S_ISSOCK(status.st_mode)) return Error(in_quotes(path) + " exists and is not a socket", ErrorCode::exists);
    if (::unlink(path.c_str()) < 0) return Error::from_errno("removing " + in_quotes(path));
    return {};
}

} // namespace

Result<ListeningSocket> ListeningSocket::open(const std::string& path, For whom)
{
    if (path.size() >= sizeof(sockaddr_un::sun_path))
        return Error("the path " + in_quotes(path, 200) + " is too long for a socket", ErrorCode::invalid);
    if (auto removed = remove_stale(path); !removed) return removed.error();
    auto socket = make_socket();
    if (!socket) return Error::from_errno("creating a socket");
    const auto address = make_address(path);
    {
        const Umask mask(whom == For::owner ? 0177 : 0111);
        if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0)
            return Error::from_errno("binding " + in_quotes(path));
    }
    struct stat status {};
    if (::lstat(path.c_str(), &status) < 0) return Error::from_errno("checking " + in_quotes(path));
    if (::listen(socket.get(), BACKLOG) < 0) return Error::from_errno("listening at " + in_quotes(path));
    return ListeningSocket(std::move(socket), path, status.st_dev, status.st_ino);
}

ListeningSocket::~ListeningSocket()
{
    if (socket_) remove();
}

bool ListeningSocket::is_at_its_path() const
{
    struct stat status {};
    return ::lstat(path_.c_str(), &status) == 0 && S_ISSOCK(status.st_mode) && status.st_dev == device_ &&
           status.st_ino == inode_;
}

void ListeningSocket::remove()
{
    if (is_at_its_path()) ::unlink(path_.c_str());
}

bool answers(const std::string& path)
{
    if (path.size() >= sizeof(sockaddr_un::sun_path)) return false;
    const auto socket = make_socket();
    const auto address = make_address(path);
    const int outcome = ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    return outcome == 0 || errno == EAGAIN; // EAGAIN: its queue is full
}

} // namespace cleat
