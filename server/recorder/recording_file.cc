#include "server/recorder/recording_file.h"

#include "common/base/directory.h"
#include "common/base/quote.h"
#include "server/recorder/recording_target.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

namespace cleat {

namespace {

/// Names that are tried beside one that is taken.
constexpr std::uint64_t MOST_BESIDE = 1'000;
/// A pipe never blocks us; files on a disk always do.
constexpr int FLAGS = O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
constexpr mode_t MODE = 0600;

bool is_regular_file(int fd)
{
    struct stat status {};
    return ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

Error cannot_open(const std::string& path)
{
    if (errno == ENXIO) return Error("nobody reads from " + in_quotes(path), ErrorCode::refused);
    return Error::from_errno("opening " + in_quotes(path));
}

/// 60 bits that nobody can guess, as 12 letters and digits.
std::string unguessable_text()
{
    constexpr std::string_view LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
    std::array<unsigned char, 12> bytes{};
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) return {};
    std::string out;
    for (const auto byte : bytes) out += LETTERS[byte % LETTERS.size()];
    return out;
}

/// A directory, and a name in it.
struct Place {
    UniqueFd directory;
    std::string name;
    std::string path; ///< both, for the user
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
        if (::fstat(out.directory.get(), &status) < 0) return cannot_open(path);
        out.is_closed = is_closed_to_others(status.st_uid, status.st_mode, ::geteuid());
        return out;
    }
};

/// What a link names, seen from the directory that it is in.
Result<std::string> link_target(const Place& link, int held)
{
    std::array<char, 4'096> bytes{};
    const auto size = ::readlinkat(held, "", bytes.data(), bytes.size());
    if (size < 0) return cannot_open(link.path);
    const std::string target(bytes.data(), static_cast<std::size_t>(size));
    if (target.starts_with('/')) return target;
    return link.path.substr(0, link.path.rfind('/') + 1) + target;
}

bool is_same_file(const struct stat& a, const struct stat& b)
{
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/// Empty, with errno, where it is not made.
UniqueFd create_new(const Place& place, const std::string& name)
{
    return UniqueFd(::openat(place.directory.get(), name.c_str(), FLAGS | O_CREAT | O_EXCL | O_NOFOLLOW, MODE));
}

/// A new file in place of the one that has the name.
Result<UniqueFd> replace(const Place& place)
{
    const auto beside = '.' + unguessable_text() + ".tmp";
    auto fd = create_new(place, beside);
    if (!fd) return cannot_open(place.path);
    if (::renameat(place.directory.get(), beside.c_str(), place.directory.get(), place.name.c_str()) == 0) return fd;
    const auto problem = Error::from_errno("replacing " + in_quotes(place.path));
    ::unlinkat(place.directory.get(), beside.c_str(), 0);
    return problem;
}

/// What `held` holds, for writing; whatever has got its name meanwhile is not written to.
Result<UniqueFd> open_held(const Place& place, const struct stat& held)
{
    UniqueFd fd(::openat(place.directory.get(), place.name.c_str(), FLAGS | O_NOFOLLOW));
    if (!fd) return cannot_open(place.path);
    struct stat opened {};
    if (::fstat(fd.get(), &opened) < 0) return cannot_open(place.path);
    if (!is_same_file(opened, held) || TargetFile::of(opened) != TargetFile::of(held))
        return Error(in_quotes(place.path) + " is being replaced", ErrorCode::refused);
    return fd;
}

/// Of one that is there. The file is held while it is decided about, and no name is looked up twice.
Result<UniqueFd> open_there(const Place& place, TargetRule rule, std::string& next)
{
    const UniqueFd held(::openat(place.directory.get(), place.name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    struct stat status {};
    if (!held || ::fstat(held.get(), &status) < 0) return cannot_open(place.path);
    rule.directory_closed = place.is_closed;
    const auto choice = choose_target(TargetFile::of(status), rule, place.path);
    if (!choice) return choice.error();
    if (*choice == TargetChoice::replace) return replace(place);
    if (*choice == TargetChoice::write) return open_held(place, status);
    const auto target = link_target(place, held.get());
    if (!target) return target.error();
    next = *target;
    return UniqueFd();
}

Result<UniqueFd> open_file(const std::string& path, const TargetRule& rule)
{
    constexpr int MOST_LINKS = 8;
    std::string at = path;
    for (int links = 0; links < MOST_LINKS; ++links) {
        const auto place = Place::of(at, Missing::error);
        if (!place) return place.error();
        auto made = create_new(*place, place->name);
        if (made) return made;
        if (errno != EEXIST) return cannot_open(at);
        std::string next;
        auto fd = open_there(*place, rule, next);
        if (!fd || *fd) return fd;
        at = next;
    }
    return Error::from_errno("opening " + in_quotes(path), ELOOP);
}

/// Where a number goes into a file's name.
std::size_t place_of_number(const std::string& path)
{
    constexpr std::array<std::string_view, 2> ENDINGS{".cast.zst", ".cast"};
    for (const std::string_view ending : ENDINGS)
        if (path.size() > ending.size() && path.ends_with(ending)) return path.size() - ending.size();
    return path.size();
}

std::string with_text(const std::string& path, char separator, const std::string& text)
{
    std::string out = path;
    return out.insert(place_of_number(path), separator + text);
}

} // namespace

std::string numbered_path(const std::string& path, std::uint64_t file)
{
    return file == 1 ? path : with_text(path, '.', std::to_string(file));
}

Result<RecordingFile> RecordingFile::create(const Target& target, Format format)
{
    const bool beside = target.placing == Placing::beside;
    const auto place = Place::of(target.path, beside ? Missing::make : Missing::error);
    if (!place) return place.error();
    const TargetRule rule{.user = ::geteuid(),
                          .overwrite = target.placing == Placing::overwrite,
                          .to_others_pipe = target.to_others_pipe};
    const bool is_hidden = target.is_guessable && !place->is_closed;
    const auto hidden = is_hidden ? unguessable_text() : std::string();
    if (is_hidden && hidden.empty()) return Error::from_errno("getrandom");
    auto stem = target.path;
    auto name = is_hidden ? with_text(stem, '-', hidden) : stem;
    auto fd = open_file(name, rule);
    for (std::uint64_t i = 2; beside && !fd && fd.error().code() == ErrorCode::exists; ++i) {
        if (i > MOST_BESIDE) return fd.error();
        stem = with_text(target.path, '-', std::to_string(i));
        name = is_hidden ? with_text(stem, '-', hidden) : stem;
        fd = open_file(name, rule);
    }
    if (!fd) return fd.error();
    return RecordingFile(std::move(*fd), std::move(name), std::move(stem), format);
}

RecordingFile::RecordingFile(UniqueFd fd, std::string path, std::string stem, Format format)
    : fd_(std::move(fd)), path_(std::move(path)), stem_(std::move(stem)), is_regular_(is_regular_file(fd_.get()))
{
    if (format == Format::zstd) compressor_.emplace();
}

bool RecordingFile::is_at_its_path() const
{
    struct stat ours {};
    struct stat there {};
    return ::fstat(fd_.get(), &ours) == 0 && ::stat(path_.c_str(), &there) == 0 && is_same_file(ours, there);
}

void RecordingFile::append(std::string_view bytes)
{
    if (compressor_) compressor_->add(bytes, bytes_);
    else bytes_ += bytes;
}

void RecordingFile::make_readable()
{
    if (compressor_) compressor_->flush(bytes_);
}

void RecordingFile::end_frame()
{
    if (compressor_) compressor_->end_frame(bytes_);
}

RecordingFile::Outcome RecordingFile::write()
{
    while (pending() > 0) {
        const auto count = ::write(fd_.get(), bytes_.data() + done_, pending());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) {
            if (errno == EAGAIN) return Outcome::later;
            why_ = std::strerror(errno);
            return errno == ENOSPC || errno == EDQUOT ? Outcome::no_room : Outcome::failed;
        }
        done_ += static_cast<std::size_t>(count);
        written_ += static_cast<std::uint64_t>(count);
    }
    bytes_.clear();
    done_ = 0;
    return Outcome::all;
}

} // namespace cleat
