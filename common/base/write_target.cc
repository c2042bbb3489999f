#include "common/base/write_target.h"

#include "common/base/quote.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

namespace cleat {

namespace {

/// O_NONBLOCK: opening or writing a pipe must not block. It has no effect on files on a disk.
constexpr int FLAGS = O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;

Error unwritable_error(const std::string& path)
{
    if (errno == ENXIO) return Error("no process reads from " + in_quotes(path), ErrorCode::refused);
    return Error::from_errno("opening " + in_quotes(path));
}

/// A directory and a name in it.
struct Place {
    UniqueFd directory;
    std::string name;
    std::string path; ///< full path, for messages
    bool is_closed = false;

    static Result<Place> of(const std::string& path, Missing missing)
    {
        const auto slash = path.rfind('/');
        Place out{.name = path.substr(slash + 1), .path = path};
        auto directory = open_directory(slash == std::string::npos ? "." : path.substr(0, slash + 1), missing);
        if (!directory && directory.error().code() == ErrorCode::not_found)
            return Error::from_errno("opening " + in_quotes(path), ENOENT);
        if (!directory) return directory.error();
        out.directory = std::move(*directory);
        struct stat status {};
        if (::fstat(out.directory.get(), &status) < 0) return unwritable_error(path);
        out.is_closed = is_closed_to_others(status.st_uid, status.st_mode, ::geteuid());
        return out;
    }
};

/// The target of a symbolic link, relative to the directory that the link is in.
Result<std::string> target_of_link(const Place& link, int held)
{
    std::array<char, 4'096> bytes{};
    const auto size = ::readlinkat(held, "", bytes.data(), bytes.size());
    if (size < 0) return unwritable_error(link.path);
    const std::string target(bytes.data(), static_cast<std::size_t>(size));
    if (target.starts_with('/')) return target;
    return link.path.substr(0, link.path.rfind('/') + 1) + target;
}

bool is_same_file(const struct stat& a, const struct stat& b)
{
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/// Returns an empty descriptor and sets errno on failure.
UniqueFd create_new(const Place& place, const std::string& name, mode_t mode)
{
    return UniqueFd(::openat(place.directory.get(), name.c_str(), FLAGS | O_CREAT | O_EXCL | O_NOFOLLOW, mode));
}

/// Opens the file described by `held` for writing; refuses whatever has taken its name in the meantime.
Result<UniqueFd> open_same_file(const Place& place, const struct stat& held)
{
    UniqueFd fd(::openat(place.directory.get(), place.name.c_str(), FLAGS | O_NOFOLLOW));
    if (!fd) return unwritable_error(place.path);
    struct stat opened {};
    if (::fstat(fd.get(), &opened) < 0) return unwritable_error(place.path);
    if (!is_same_file(opened, held) || TargetFile::of(opened) != TargetFile::of(held))
        return Error(in_quotes(place.path) + " was replaced while it was being opened", ErrorCode::refused);
    return fd;
}

/// Gives a file the group and mode of the file that it replaces. If the group cannot be set, the group gets no
/// permissions.
void make_like(int fd, const struct stat& replaced)
{
    const bool same_group = ::fchown(fd, static_cast<uid_t>(-1), replaced.st_gid) == 0;
    ::fchmod(fd, replaced.st_mode & (same_group ? 0777U : 0707U));
}

} // namespace

std::string random_name()
{
    constexpr std::string_view LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
    std::array<unsigned char, 12> bytes{};
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) return {};
    std::string out;
    for (const auto byte : bytes) out += LETTERS[byte % LETTERS.size()];
    return out;
}

Result<bool> is_in_closed_directory(const std::string& path, Missing missing)
{
    const auto place = Place::of(path, missing);
    if (!place) return place.error();
    return place->is_closed;
}

/// Opens one path without following a symbolic link there; sets `next` to the target of one.
struct WriteTarget::Opener {
    const TargetRule& rule;
    const NewFile& made;

    Result<WriteTarget> open(Place&& place, std::string& next) const
    {
        auto fd = create_new(place, place.name, made.mode);
        if (fd) return WriteTarget(std::move(fd), std::move(place.directory), place.name, place.name);
        if (errno != EEXIST) return unwritable_error(place.path);
        return open_there(std::move(place), next);
    }

 private:
    /// Keeps the file open while deciding, so that no name is looked up twice.
    Result<WriteTarget> open_there(Place&& place, std::string& next) const
    {
        const UniqueFd held(::openat(place.directory.get(), place.name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
        struct stat status {};
        if (!held || ::fstat(held.get(), &status) < 0) return unwritable_error(place.path);
        TargetRule here = rule;
        here.directory_closed = place.is_closed;
        const auto choice = choose_target(TargetFile::of(status), here, place.path);
        if (!choice) return choice.error();
        if (*choice == TargetChoice::replace) return open_beside(std::move(place), status);
        if (*choice == TargetChoice::write) {
            auto fd = open_same_file(place, status);
            if (!fd) return fd.error();
            return WriteTarget(std::move(*fd), std::move(place.directory), place.name, {});
        }
        const auto target = target_of_link(place, held.get());
        if (!target) return target.error();
        next = *target;
        return WriteTarget({}, {}, {}, {});
    }

    Result<WriteTarget> open_beside(Place&& place, const struct stat& replaced) const
    {
        const auto name = '.' + random_name() + ".tmp";
        auto fd = create_new(place, name, made.mode);
        if (!fd) return unwritable_error(place.path);
        if (made.like_replaced) make_like(fd.get(), replaced);
        return WriteTarget(std::move(fd), std::move(place.directory), place.name, name);
    }
};

Result<WriteTarget> WriteTarget::open(const std::string& path, const TargetRule& rule, const NewFile& made)
{
    constexpr int MAX_LINKS = 8;
    std::string at = path;
    for (int links = 0; links < MAX_LINKS; ++links) {
        auto place = Place::of(at, Missing::error);
        if (!place) return place.error();
        std::string next;
        auto target = Opener{rule, made}.open(std::move(*place), next);
        if (!target || target->fd_) return target;
        at = next;
    }
    return Error::from_errno("opening " + in_quotes(path), ELOOP);
}

WriteTarget::WriteTarget(UniqueFd fd, UniqueFd directory, std::string name, std::string made)
    : fd_(std::move(fd)), directory_(std::move(directory)), name_(std::move(name)), made_(std::move(made))
{}

WriteTarget::WriteTarget(WriteTarget&& other) noexcept
    : fd_(std::move(other.fd_)),
      directory_(std::move(other.directory_)),
      name_(std::move(other.name_)),
      made_(std::exchange(other.made_, {}))
{}

WriteTarget::~WriteTarget()
{
    if (!made_.empty()) ::unlinkat(directory_.get(), made_.c_str(), 0);
}

Result<UniqueFd> WriteTarget::put_in_place()
{
    if (!made_.empty() && made_ != name_ &&
        ::renameat(directory_.get(), made_.c_str(), directory_.get(), name_.c_str()) < 0)
        return Error::from_errno("replacing " + in_quotes(name_));
    made_.clear();
    return std::move(fd_);
}

} // namespace cleat
