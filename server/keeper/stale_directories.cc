#include "server/keeper/stale_directories.h"

#include "common/base/paths.h"
#include "common/base/private_directory.h"
#include "server/keeper/server_lock.h"
#include "server/keeper/session_directory.h"

#include <unistd.h>

#include <filesystem>

namespace cleat {

namespace {

namespace fs = std::filesystem;

/// Removes the lock last: a process that waits for it notices that it locked a removed file.
void remove_if_left(const std::string& directory)
{
    if (!PrivateDirectory::open(directory) || !fs::exists(fs::path(directory) / SERVER_LOCK)) return;
    const auto lock = ServerLock::take(directory);
    if (!lock || !*lock) return;
    remove_session_directories(directory);
    for (const char* const name : {SERVER_SOCKET, SERVER_LOCK}) ::unlink((directory + '/' + name).c_str());
    ::rmdir(directory.c_str()); // fails if anything else is in it
}

} // namespace

void remove_stale_directories(const std::string& own)
{
    std::error_code failure;
    for (const auto& entry : fs::directory_iterator(fs::path(own).parent_path(), failure))
        if (entry.path() != own) remove_if_left(entry.path());
}

} // namespace cleat
