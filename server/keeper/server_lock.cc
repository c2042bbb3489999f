#include "server/keeper/server_lock.h"

#include "common/base/quote.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>

namespace cleat {
namespace {

/// Whether `path` still names this file. A process that removes an unused directory holds its lock and removes the lock
/// file last, so the lock just taken can be on a removed file.
bool is_still_at(const std::string& path, int file)
{
    struct stat opened {};
    struct stat named {};
    return ::fstat(file, &opened) == 0 && ::lstat(path.c_str(), &named) == 0 && opened.st_dev == named.st_dev &&
           opened.st_ino == named.st_ino;
}

/// Locks the directory with flock(2). Optional, so a failure is not reported.
UniqueFd hold_directory(const std::string& path)
{
    UniqueFd directory{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (directory) ::flock(directory.get(), LOCK_SH | LOCK_NB);
    return directory;
}

} // namespace

Result<std::optional<ServerLock>> ServerLock::take(const std::string& runtime_directory)
{
    using Taken = std::optional<ServerLock>;
    const auto path = runtime_directory + '/' + SERVER_LOCK;
    UniqueFd file{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (!file) return Error::from_errno("opening " + in_quotes(path));
    struct flock whole {};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    if (::fcntl(file.get(), F_OFD_SETLK, &whole) == 0) {
        if (!is_still_at(path, file.get())) return Taken();
        return Taken(ServerLock(std::move(file), hold_directory(runtime_directory)));
    }
    if (errno == EAGAIN || errno == EACCES) return Taken();
    return Error::from_errno("locking " + in_quotes(path));
}

bool ServerLock::is_of(const std::string& runtime_directory) const
{
    return is_still_at(runtime_directory + '/' + SERVER_LOCK, file_.get()) &&
           (!directory_ || is_still_at(runtime_directory, directory_.get()));
}

} // namespace cleat
