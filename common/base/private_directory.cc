#include "common/base/private_directory.h"

#include "common/base/quote.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace cleat {

namespace {

std::string in_words(const std::string& path)
{
    return "the directory " + in_quotes(path);
}

Error error_of_opening(const std::string& path, int number)
{
    if (number == ENOENT) return Error("no directory " + in_quotes(path), ErrorCode::not_found);
    if (number == ELOOP || number == ENOTDIR) return Error(in_quotes(path) + " is not a directory", ErrorCode::refused);
    if (number == EACCES) return Error(in_words(path) + " is closed to you", ErrorCode::refused);
    return Error::from_errno("opening " + in_words(path), number);
}

} // namespace

std::string user_in_words(uid_t user)
{
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    ::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found);
    const auto number = std::to_string(user);
    return found == nullptr ? "user " + number : "user " + in_quotes(found->pw_name) + " (" + number + ")";
}

Result<UniqueFd> open_directory_of(const std::string& path, uid_t owner)
{
    UniqueFd opened{::open(path.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    if (!opened) return error_of_opening(path, errno);
    struct stat status {};
    if (::fstat(opened.get(), &status) < 0) return Error::from_errno("looking at " + in_words(path));
    if (status.st_uid != owner)
        return Error(in_words(path) + " belongs to " + user_in_words(status.st_uid), ErrorCode::refused);
    return opened;
}

Result<PrivateDirectory> PrivateDirectory::open(const std::string& path)
{
    auto opened = open_directory_of(path, ::geteuid());
    if (!opened) return opened.error();
    struct stat status {};
    if (::fstat(opened->get(), &status) < 0) return Error::from_errno("looking at " + in_words(path));
    if ((status.st_mode & 077U) != 0)
        return Error(in_words(path) + " is open to others: chmod 700 it", ErrorCode::refused);
    return PrivateDirectory(std::move(*opened), path);
}

Result<PrivateDirectory> PrivateDirectory::make(const std::string& path)
{
    if (::mkdir(path.c_str(), 0700) < 0 && errno != EEXIST) return Error::from_errno("making " + in_words(path));
    return open(path);
}

} // namespace cleat
