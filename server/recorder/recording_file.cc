#include "server/recorder/recording_file.h"

#include "common/base/write_target.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

namespace cleat {

namespace {

/// Maximum number of alternative names to try.
constexpr std::uint64_t MAX_ALTERNATIVES = 1'000;

bool is_regular_file(int fd)
{
    struct stat status {};
    return ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

/// The position in a file's name at which a number is inserted.
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

Result<RecordingFile::Opened> RecordingFile::open(const std::string& path, const TargetRule& rule)
{
    auto target = WriteTarget::open(path, rule, {.mode = 0600});
    if (!target) return target.error();
    const bool is_made = target->is_made();
    auto fd = target->put_in_place();
    if (!fd) return fd.error();
    return Opened{std::move(*fd), is_made};
}

Result<RecordingFile> RecordingFile::create(const Target& target, Format format)
{
    const bool beside = target.existing == ExistingFile::beside;
    const auto is_closed = is_in_closed_directory(target.path, beside ? Missing::make : Missing::error);
    if (!is_closed) return is_closed.error();
    const TargetRule rule{.user = ::geteuid(),
                          .overwrite = target.existing == ExistingFile::overwrite,
                          .to_others_pipe = target.to_others_pipe,
                          .has_pipe_option = target.has_options,
                          .has_overwrite_option = target.has_options};
    const bool is_hidden = target.is_guessable && !*is_closed;
    const auto hidden = is_hidden ? random_name() : std::string();
    if (is_hidden && hidden.empty()) return Error::from_errno("choosing a file name");
    auto stem = target.path;
    auto name = is_hidden ? with_text(stem, '-', hidden) : stem;
    auto opened = open(name, rule);
    for (std::uint64_t i = 2; beside && !opened && opened.error().code() == ErrorCode::exists; ++i) {
        if (i > MAX_ALTERNATIVES) return opened.error();
        stem = with_text(target.path, '-', std::to_string(i));
        name = is_hidden ? with_text(stem, '-', hidden) : stem;
        opened = open(name, rule);
    }
    if (!opened) return opened.error();
    return RecordingFile(std::move(*opened), std::move(name), std::move(stem), format);
}

RecordingFile::RecordingFile(Opened opened, std::string path, std::string stem, Format format)
    : fd_(std::move(opened.fd)),
      is_made_(opened.is_made),
      path_(std::move(path)),
      stem_(std::move(stem)),
      is_regular_(is_regular_file(fd_.get()))
{
    if (format == Format::zstd) compressor_.emplace();
}

bool RecordingFile::is_at_its_path() const
{
    struct stat ours {};
    struct stat there {};
    return ::fstat(fd_.get(), &ours) == 0 && ::stat(path_.c_str(), &there) == 0 && ours.st_dev == there.st_dev &&
           ours.st_ino == there.st_ino;
}

void RecordingFile::discard() const
{
    if (is_made_ && is_at_its_path()) ::unlink(path_.c_str());
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
