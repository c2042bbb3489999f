#include "client/verbs/input_file.h"

#include "common/base/quote.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace cleat {

namespace {

/// Whether the file is standard input, for example as /dev/stdin.
bool is_standard_input(const struct stat& file)
{
    struct stat input {};
    return ::fstat(STDIN_FILENO, &input) == 0 && input.st_dev == file.st_dev && input.st_ino == file.st_ino;
}

/// Waits until the pipe has a writer, as a blocking open(2) would.
Result<void> wait_for_writer(int pipe)
{
    pollfd watched{pipe, POLLIN, 0};
    while (::poll(&watched, 1, -1) < 0)
        if (errno != EINTR) return Error::from_errno("waiting for a writer of the pipe");
    return {};
}

} // namespace

Result<UniqueFd> open_input(const std::string& name)
{
    UniqueFd fd(::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    if (!fd) return Error::from_errno("opening " + in_quotes(name));
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0) return Error::from_errno("checking " + in_quotes(name));
    if (S_ISFIFO(status.st_mode) && !is_standard_input(status)) {
        if (status.st_uid != ::geteuid())
            return Error(in_quotes(name) + " is a pipe of another user", ErrorCode::refused);
        if (auto waited = wait_for_writer(fd.get()); !waited) return waited.error();
    }
    const int flags = ::fcntl(fd.get(), F_GETFL);
    if (flags < 0 || ::fcntl(fd.get(), F_SETFL, flags & ~O_NONBLOCK) < 0)
        return Error::from_errno("opening " + in_quotes(name));
    return fd;
}

} // namespace cleat
