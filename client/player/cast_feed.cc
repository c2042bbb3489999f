#include "client/player/cast_feed.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>

namespace cleat {

namespace {

/// As many bytes tell whether it is compressed.
constexpr std::uint64_t FIRST_BYTES = 4;

Result<UniqueFd> file_without_name()
{
    const char* const wanted = std::getenv("TMPDIR");
    std::string name = std::string(wanted != nullptr && *wanted == '/' ? wanted : "/tmp") + "/cleat-play-XXXXXX";
    UniqueFd fd(::mkostemp(name.data(), O_CLOEXEC));
    if (!fd) return Error::from_errno("making \"" + name + "\"");
    ::unlink(name.c_str());
    return fd;
}

} // namespace

Result<CastFeed> CastFeed::open(UniqueFd pipe)
{
    auto file = file_without_name();
    if (!file) return file.error();
    CastFeed feed(std::move(pipe), std::move(*file));
    while (feed.size_ < FIRST_BYTES) {
        const auto more = feed.take();
        if (!more) return more.error();
        if (!*more) break;
    }
    return feed;
}

Result<bool> CastFeed::take()
{
    std::array<char, 64U << 10> bytes{};
    const auto count = ::read(pipe_.get(), bytes.data(), bytes.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) return true;
    if (count < 0) return Error::from_errno("reading");
    for (ssize_t written = 0; written < count;) {
        const auto done = ::pwrite(file_.get(), bytes.data() + written, static_cast<std::size_t>(count - written),
                                   static_cast<off_t>(size_));
        if (done < 0) return Error::from_errno("keeping what came");
        written += done;
        size_ += static_cast<std::uint64_t>(done);
    }
    return count > 0;
}

Result<CastSource> CastFeed::source() const
{
    UniqueFd fd(::fcntl(file_.get(), F_DUPFD_CLOEXEC, 0));
    if (!fd) return Error::from_errno("fcntl");
    return CastSource::from(std::move(fd));
}

} // namespace cleat
