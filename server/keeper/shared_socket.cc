#include "server/keeper/shared_socket.h"

#include "common/base/paths.h"
#include "common/base/quote.h"

#include <sys/stat.h>
#include <unistd.h>

namespace cleat {

Result<SharedSocket> SharedSocket::open(const std::string& directory)
{
    const auto path = shared_socket_path(directory);
    if (!path) return path.error();
    if (auto made = make_shared_directory(directory); !made) return made.error();
    if (answers(*path))
        return Error("another server of yours shares sessions in " + in_quotes(directory), ErrorCode::exists);
    auto socket = ListeningSocket::open(*path, ListeningSocket::For::everyone);
    if (!socket) return socket.error();
    return SharedSocket(std::move(*socket), directory);
}

void SharedSocket::clean(const std::string& directory)
{
    const auto path = shared_socket_path(directory);
    struct stat status {};
    const bool is_ours =
        ::lstat(directory.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == ::geteuid();
    if (!path || !is_ours || answers(*path)) return;
    if (::lstat(path->c_str(), &status) == 0 && S_ISSOCK(status.st_mode)) ::unlink(path->c_str());
    ::rmdir(directory.c_str()); // which fails where anything else is in it
}

SharedSocket::~SharedSocket()
{
    if (directory_.empty()) return;
    socket_.reset();
    ::rmdir(directory_.c_str());
}

} // namespace cleat
