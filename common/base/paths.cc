#include "common/base/paths.h"

#include "common/base/directory.h"
#include "common/base/quote.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>

namespace cleat {
namespace {

std::string environment(const char* name)
{
    const char* const value = std::getenv(name);
    return value == nullptr ? "" : value;
}

bool is_absolute(const std::string& path)
{
    return path.starts_with('/');
}

/// Whether `path`, or its nearest existing parent directory, is owned by this user or root and not writable by
/// everyone: then no other user created it, and none can create the missing part.
bool is_private_path(std::string path)
{
    for (;;) {
        struct stat status {};
        if (::stat(path.c_str(), &status) == 0)
            return (status.st_uid == ::geteuid() || status.st_uid == 0) && (status.st_mode & S_IWOTH) == 0;
        const auto slash = path.rfind('/');
        if (errno != ENOENT || slash == std::string::npos || path == "/") return false;
        path.erase(std::max<std::size_t>(slash, 1));
    }
}

/// Whether `path` leads through a symbolic link of another user, who could redirect it later.
bool is_by_links_of_others(const std::string& path)
{
    for (auto end = path.find('/', 1);; end = path.find('/', end + 1)) {
        struct stat status {};
        if (::lstat(path.substr(0, end).c_str(), &status) != 0) return false;
        if (S_ISLNK(status.st_mode) && status.st_uid != ::geteuid() && status.st_uid != 0) return true;
        if (end == std::string::npos) return false;
    }
}

/// A directory of the XDG Base Directory Specification, if the variable can be trusted: after su(1) or sudo(8) it may
/// still name another user's directory. Empty otherwise.
std::string xdg_directory(const char* variable)
{
    auto path = environment(variable);
    return is_absolute(path) && is_private_path(path) && !is_by_links_of_others(path) ? path : "";
}

Result<std::string> socket_in(std::string_view directory, std::string_view name)
{
    auto path = std::string(directory) + "/" + std::string(name);
    if (path.size() >= sizeof(sockaddr_un::sun_path))
        return Error("the path " + in_quotes(path, 200) + " is too long for a socket", ErrorCode::invalid);
    return path;
}

} // namespace

bool is_directory_of(uid_t user, const std::string& path)
{
    struct stat status {};
    return is_absolute(path) && ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == user;
}

std::string home_directory()
{
    if (auto home = environment("HOME"); is_directory_of(::geteuid(), home)) return home;
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    ::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found);
    return found == nullptr || found->pw_dir == nullptr ? "" : found->pw_dir;
}

Result<std::string> socket_path(std::string_view runtime_directory)
{
    return socket_in(runtime_directory, SERVER_SOCKET);
}

Result<std::string> shared_socket_path(std::string_view shared_directory)
{
    return socket_in(shared_directory, SHARED_SOCKET);
}

std::string state_directory()
{
    if (const auto state = xdg_directory("XDG_STATE_HOME"); !state.empty()) return state + "/cleat";
    const auto home = home_directory();
    return home.empty() ? "" : home + "/.local/state/cleat";
}

std::string config_directory()
{
    if (const auto config = xdg_directory("XDG_CONFIG_HOME"); !config.empty()) return config + "/cleat";
    const auto home = home_directory();
    return home.empty() ? "" : home + "/.config/cleat";
}

std::string cache_directory()
{
    if (const auto cache = xdg_directory("XDG_CACHE_HOME"); !cache.empty()) return cache + "/cleat";
    const auto home = home_directory();
    return home.empty() ? "" : home + "/.cache/cleat";
}

Result<void> make_directories(const std::string& directory)
{
    for (std::size_t end = directory.find('/', 1);; end = directory.find('/', end + 1)) {
        const auto part = directory.substr(0, end);
        if (::mkdir(part.c_str(), 0700) < 0 && errno != EEXIST)
            return Error::from_errno("creating the directory " + in_quotes(part));
        if (end == std::string::npos) return {};
    }
}

} // namespace cleat
