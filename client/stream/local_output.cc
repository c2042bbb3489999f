#include "client/stream/local_output.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <string>

namespace cleat {

namespace {

/// Bytes that a writable terminal takes without blocking for long.
constexpr std::size_t TERMINAL_BYTES = 1'024;

/// Whether the error means that no reader is left. A terminal that was hung up gives EIO.
bool is_closed_error(int error, bool is_terminal)
{
    return error == EPIPE || error == ECONNRESET || (error == EIO && is_terminal);
}

} // namespace

void fill_standard_descriptors()
{
    for (int fd = ::open("/dev/null", O_RDWR); fd >= 0; fd = ::open("/dev/null", O_RDWR)) {
        if (fd <= STDERR_FILENO) continue;
        ::close(fd);
        return;
    }
}

LocalOutput::LocalOutput(int fd) : fd_(fd), kind_(kind_of(fd))
{
    if (kind_ != Kind::pipe) return;
    const std::string path = "/proc/self/fd/" + std::to_string(fd);
    own_ = UniqueFd(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
}

LocalOutput::Kind LocalOutput::kind_of(int fd)
{
    struct stat status {};
    if (::fstat(fd, &status) < 0) return Kind::other;
    if (S_ISFIFO(status.st_mode)) return Kind::pipe;
    if (S_ISSOCK(status.st_mode)) return Kind::socket;
    return ::isatty(fd) == 1 ? Kind::terminal : Kind::other;
}

LocalOutput::Outcome LocalOutput::write(std::string_view& bytes)
{
    ssize_t count = 0;
    do {
        if (kind_ == Kind::socket) count = ::send(fd_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        else if (kind_ == Kind::terminal) count = ::write(fd_, bytes.data(), std::min(bytes.size(), TERMINAL_BYTES));
        // A writable pipe takes at least this much (pipe(7)).
        else if (kind_ == Kind::pipe && !own_)
            count = ::write(fd_, bytes.data(), std::min<std::size_t>(bytes.size(), PIPE_BUF));
        else count = ::write(descriptor(), bytes.data(), bytes.size());
    } while (count < 0 && errno == EINTR);
    if (count < 0 && errno == EAGAIN) return Outcome::full;
    if (count < 0) return is_closed_error(errno, kind_ == Kind::terminal) ? Outcome::gone : Outcome::failed;
    bytes.remove_prefix(static_cast<std::size_t>(count));
    return Outcome::written;
}

} // namespace cleat
