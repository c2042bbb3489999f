#include "common/base/directory.h"

#include "common/base/quote.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace cleat {

namespace {

constexpr int MAX_LINKS = 40; // the kernel's limit

Result<std::string> link_target(int link, const std::string& path)
{
    std::array<char, 4'096> target{};
    const auto size = ::readlinkat(link, "", target.data(), target.size());
    if (size < 0) return Error::from_errno("reading the symbolic link " + in_quotes(path));
    return std::string(target.data(), static_cast<std::size_t>(size));
}

Result<UniqueFd> open_part(int directory, const std::string& name, const std::string& path, Missing missing)
{
    constexpr int FLAGS = O_PATH | O_NOFOLLOW | O_CLOEXEC;
    UniqueFd part(::openat(directory, name.c_str(), FLAGS));
    if (!part && errno == ENOENT && missing == Missing::make) {
        if (::mkdirat(directory, name.c_str(), 0700) < 0 && errno != EEXIST)
            return Error::from_errno("creating the directory " + in_quotes(path));
        part = UniqueFd(::openat(directory, name.c_str(), FLAGS));
    }
    if (!part) return Error::from_errno("opening the directory " + in_quotes(path));
    return part;
}

/// Removes the first component from a path and returns it.
std::string take_name(std::string& path)
{
    const auto end = path.find('/');
    auto name = path.substr(0, end);
    path.erase(0, end == std::string::npos ? end : end + 1);
    return name;
}

Error opening_error(const std::string& path, int number)
{
    const auto quoted = in_quotes(path);
    if (number == ENOENT) return Error("no directory " + quoted, ErrorCode::not_found);
    if (number == ELOOP || number == ENOTDIR) return Error(quoted + " is not a directory", ErrorCode::refused);
    if (number == EACCES) return Error("no permission to open the directory " + quoted, ErrorCode::refused);
    return Error::from_errno("opening the directory " + quoted, number);
}

/// The directory's mode, if `owner` owns it.
Result<mode_t> check_owner(int directory, const std::string& path, uid_t owner, UserName words)
{
    struct stat status {};
    if (::fstat(directory, &status) < 0) return Error::from_errno("checking the directory " + in_quotes(path));
    if (status.st_uid != owner)
        return Error("the directory " + in_quotes(path) + " belongs to " + words(status.st_uid), ErrorCode::refused);
    return status.st_mode;
}

} // namespace

Result<UniqueFd> open_directory(const std::string& path, Missing missing)
{
    constexpr int FLAGS = O_PATH | O_DIRECTORY | O_CLOEXEC;
    UniqueFd here(::open(path.starts_with('/') ? "/" : ".", FLAGS));
    std::string rest = path;
    int links = 0;
    while (here && !rest.empty()) {
        const auto name = take_name(rest);
        if (name.empty()) continue;
        auto part = open_part(here.get(), name, path, missing);
        if (!part) return part.error();
        struct stat status {};
        if (::fstat(part->get(), &status) < 0) return Error::from_errno("checking " + in_quotes(path));
        if (S_ISDIR(status.st_mode)) {
            here = std::move(*part);
        } else if (!S_ISLNK(status.st_mode)) {
            return Error::from_errno("opening the directory " + in_quotes(path), ENOTDIR);
        } else if (status.st_uid != ::geteuid() && status.st_uid != 0) {
            return Error("the symbolic link " + in_quotes(name) + " in " + in_quotes(path) + " belongs to another user",
                         ErrorCode::refused);
        } else {
            const auto target = link_target(part->get(), path);
            if (!target) return target.error();
            if (++links > MAX_LINKS) return Error::from_errno("opening the directory " + in_quotes(path), ELOOP);
            if (target->starts_with('/')) here = UniqueFd(::open("/", FLAGS));
            rest.insert(0, *target + '/');
        }
    }
    if (!here) return Error::from_errno("opening the directory " + in_quotes(path));
    return here;
}

bool is_closed_to_others(uid_t owner, mode_t mode, uid_t user)
{
    return (owner == user || owner == 0) && (mode & 022U) == 0;
}

Result<UniqueFd> open_directory_of(const std::string& path, uid_t owner, UserName words)
{
    UniqueFd opened{::open(path.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    if (!opened) return opening_error(path, errno);
    if (const auto checked = check_owner(opened.get(), path, owner, words); !checked) return checked.error();
    return opened;
}

Result<void> check_own_directory(int directory, const std::string& path)
{
    const auto mode = check_owner(directory, path, ::geteuid(), user_name);
    if (!mode) return mode.error();
    if ((*mode & 077U) != 0)
        return Error("the directory " + in_quotes(path) + " is open to others: chmod 700 it", ErrorCode::refused);
    return {};
}

std::string user_name(uid_t user)
{
    std::array<char, 4'096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    ::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found);
    if (found == nullptr) return user_by_number(user);
    return "user " + in_quotes(found->pw_name) + " (" + std::to_string(user) + ")";
}

std::string user_by_number(uid_t user)
{
    return "user " + std::to_string(user);
}

} // namespace cleat
