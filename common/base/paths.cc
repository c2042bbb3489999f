#include "common/base/paths.h"

#include "common/base/quote.h"
#include "common/base/unique_fd.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>

namespace cleat {
namespace {

constexpr const char* SHARED_SOCKET = "shared.sock";

/// Others may then reach whatever they know the name of.
Result<void> check_holds_only(const std::string& directory, const std::string& allowed)
{
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(directory, error))
        if (entry.path().filename() != allowed)
            return Error(in_quotes(directory) + " holds something else and is not opened to others",
                         ErrorCode::refused);
    if (error) return Error("looking into " + in_quotes(directory) + ": " + error.message());
    return {};
}

std::string environment(const char* name)
{
    const char* const value = std::getenv(name);
    return value == nullptr ? "" : value;
}

bool is_absolute(const std::string& path)
{
    return path.starts_with('/');
}

bool is_own_directory(const std::string& path)
{
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == ::geteuid();
}

std::string home_directory()
{
    if (auto home = environment("HOME"); is_absolute(home)) return home;
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    ::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found);
    return found == nullptr || found->pw_dir == nullptr ? "" : found->pw_dir;
}

std::string absolute(const std::string& path)
{
    std::error_code ignored;
    return is_absolute(path) ? path : std::filesystem::absolute(path, ignored).string();
}

/// Makes it if it does not exist, and opens it in either case: a directory of this user's and no link to one.
Result<UniqueFd> open_own_directory(const std::string& directory, mode_t mode)
{
    if (::mkdir(directory.c_str(), mode) < 0 && errno != EEXIST)
        return Error::from_errno("making the directory " + in_quotes(directory));
    UniqueFd opened{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    if (!opened && (errno == ELOOP || errno == ENOTDIR))
        return Error(in_quotes(directory) + " is not a directory", ErrorCode::refused);
    if (!opened && errno == EACCES)
        return Error("the directory " + in_quotes(directory) + " belongs to another user", ErrorCode::refused);
    if (!opened) return Error::from_errno("opening the directory " + in_quotes(directory));
    struct stat status {};
    if (::fstat(opened.get(), &status) < 0)
        return Error::from_errno("looking at the directory " + in_quotes(directory));
    if (status.st_uid != ::geteuid())
        return Error("the directory " + in_quotes(directory) + " belongs to another user", ErrorCode::refused);
    return opened;
}

Result<std::string> socket_in(std::string_view directory, std::string_view name)
{
    auto path = std::string(directory) + "/" + std::string(name);
    if (path.size() >= sizeof(sockaddr_un::sun_path))
        return Error("the path " + in_quotes(path, 200) + " is too long for a socket", ErrorCode::invalid);
    return path;
}

Result<void> check_private(const std::string& directory, int opened)
{
    struct stat status {};
    if (::fstat(opened, &status) < 0) return Error::from_errno("looking at the directory " + in_quotes(directory));
    if ((status.st_mode & 077U) != 0)
        return Error("the directory " + in_quotes(directory) + " is open to others: chmod 700 it", ErrorCode::refused);
    return {};
}

} // namespace

std::string runtime_directory()
{
    if (const auto chosen = environment("CLEAT_RUNTIME_DIR"); !chosen.empty()) return absolute(chosen);
    if (const auto users = environment("XDG_RUNTIME_DIR"); is_absolute(users) && is_own_directory(users))
        return users + "/cleat";
    return "/tmp/cleat-" + std::to_string(::geteuid());
}

Result<void> make_runtime_directory(const std::string& directory)
{
    const auto opened = open_own_directory(directory, 0700);
    if (!opened) return opened.error();
    return check_private(directory, opened->get());
}

Result<std::string> socket_path(std::string_view runtime_directory)
{
    return socket_in(runtime_directory, "cleatd.sock");
}

std::string shared_directory(uid_t user)
{
    if (const auto chosen = environment("CLEAT_SHARED_DIR"); !chosen.empty()) return absolute(chosen);
    return user == 0 ? "/run/cleat-shared" : "/tmp/cleat-shared-" + std::to_string(user);
}

Result<void> make_shared_directory(const std::string& directory)
{
    const auto opened = open_own_directory(directory, 0711);
    if (!opened) return opened.error();
    if (auto alone = check_holds_only(directory, SHARED_SOCKET); !alone) return alone;
    if (::fchmod(opened->get(), 0711) < 0) return Error::from_errno("opening " + in_quotes(directory) + " to others");
    return {};
}

Result<std::string> shared_socket_path(std::string_view shared_directory)
{
    return socket_in(shared_directory, SHARED_SOCKET);
}

std::string state_directory()
{
    if (const auto state = environment("XDG_STATE_HOME"); is_absolute(state)) return state + "/cleat";
    const auto home = home_directory();
    return home.empty() ? "" : home + "/.local/state/cleat";
}

std::string config_directory()
{
    if (const auto config = environment("XDG_CONFIG_HOME"); is_absolute(config)) return config + "/cleat";
    const auto home = home_directory();
    return home.empty() ? "" : home + "/.config/cleat";
}

Result<void> make_directories(const std::string& directory)
{
    for (std::size_t end = directory.find('/', 1);; end = directory.find('/', end + 1)) {
        const auto part = directory.substr(0, end);
        if (::mkdir(part.c_str(), 0700) < 0 && errno != EEXIST)
            return Error::from_errno("making the directory " + in_quotes(part));
        if (end == std::string::npos) return {};
    }
}

} // namespace cleat
