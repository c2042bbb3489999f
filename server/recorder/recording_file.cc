#include "server/recorder/recording_file.h"

#include "common/base/paths.h"
#include "common/base/quote.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
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

bool is_empty(int fd)
{
    struct stat status {};
    return ::fstat(fd, &status) == 0 && status.st_size == 0;
}

Error cannot_open(const std::string& path)
{
    if (errno == ENXIO) return Error("nobody reads from " + in_quotes(path), ErrorCode::refused);
    return Error::from_errno("opening " + in_quotes(path));
}

/// Of one that is there.
Result<UniqueFd> open_again(const std::string& path, RecordingFile::Placing placing)
{
    UniqueFd fd(::open(path.c_str(), FLAGS));
    if (!fd) return cannot_open(path);
    if (!is_regular_file(fd.get()) || is_empty(fd.get())) return fd;
    if (placing != RecordingFile::Placing::overwrite)
        return Error(in_quotes(path) + " exists; --overwrite replaces it", ErrorCode::exists);
    if (::ftruncate(fd.get(), 0) < 0) return Error::from_errno("emptying " + in_quotes(path));
    return fd;
}

Result<UniqueFd> open_file(const std::string& path, RecordingFile::Placing placing)
{
    UniqueFd fd(::open(path.c_str(), FLAGS | O_CREAT | O_EXCL, MODE));
    if (fd) return fd;
    if (errno == EEXIST) return open_again(path, placing);
    return cannot_open(path);
}

/// Where a number goes into a file's name.
std::size_t place_of_number(const std::string& path)
{
    constexpr std::array<std::string_view, 2> ENDINGS{".cast.zst", ".cast"};
    for (const std::string_view ending : ENDINGS)
        if (path.size() > ending.size() && path.ends_with(ending)) return path.size() - ending.size();
    return path.size();
}

std::string with_number(const std::string& path, char separator, std::uint64_t number)
{
    std::string out = path;
    return out.insert(place_of_number(path), separator + std::to_string(number));
}

} // namespace

std::string numbered_path(const std::string& path, std::uint64_t file)
{
    return file == 1 ? path : with_number(path, '.', file);
}

Result<RecordingFile> RecordingFile::create(const std::string& path, Placing placing, Format format)
{
    if (placing == Placing::beside) {
        const auto directory = std::filesystem::path(path).parent_path().string();
        if (const auto made = make_directories(directory); !made) return made.error();
    }
    std::string name = path;
    auto fd = open_file(name, placing);
    for (std::uint64_t i = 2; placing == Placing::beside && !fd && fd.error().code() == ErrorCode::exists; ++i) {
        if (i > MOST_BESIDE) return fd.error();
        name = with_number(path, '-', i);
        fd = open_file(name, placing);
    }
    if (!fd) return fd.error();
    return RecordingFile(std::move(*fd), std::move(name), format);
}

RecordingFile::RecordingFile(UniqueFd fd, std::string path, Format format)
    : fd_(std::move(fd)), path_(std::move(path)), is_regular_(is_regular_file(fd_.get()))
{
    if (format == Format::zstd) compressor_.emplace();
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
