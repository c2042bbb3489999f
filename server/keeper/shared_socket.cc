#include "server/keeper/shared_socket.h"

#include "common/base/directory.h"
#include "common/base/paths.h"
#include "common/base/quote.h"

#include <sys/stat.h>
#include <unistd.h>

namespace cleat {

namespace {

bool is_in_use(const std::string& directory)
{
    const auto path = shared_socket_path(directory);
    return path && answers(*path);
}

} // namespace

Result<SharedSocket> SharedSocket::open(const SharedDirectories& places)
{
    for (const std::string& directory : places.found())
        if (is_in_use(directory))
            return Error("another of your servers shares sessions in " + in_quotes(directory), ErrorCode::exists);
    const auto directory = places.make();
    if (!directory) return directory.error();
    const auto path = shared_socket_path(*directory);
    auto socket = path ? ListeningSocket::open(*path, ListeningSocket::For::everyone) : path.error();
    if (socket) return SharedSocket(std::move(*socket), *directory);
    ::rmdir(directory->c_str());
    return socket.error();
}

void SharedSocket::clean(const SharedDirectories& places)
{
    for (const std::string& directory : places.found()) {
        const auto path = shared_socket_path(directory);
        if (!path || answers(*path)) continue;
        struct stat status {};
        if (::lstat(path->c_str(), &status) == 0 && S_ISSOCK(status.st_mode)) ::unlink(path->c_str());
        ::rmdir(directory.c_str()); // fails if anything else is in it
    }
}

bool SharedSocket::is_whole() const
{
    const auto opened = open_directory_of(directory_, ::geteuid(), user_by_number);
    struct stat status {};
    return opened && ::fstat(opened->get(), &status) == 0 && (status.st_mode & 0777U) == 0711 &&
           socket_->is_at_its_path();
}

SharedSocket::~SharedSocket()
{
    if (directory_.empty()) return;
    socket_.reset();
    ::rmdir(directory_.c_str());
}

} // namespace cleat
