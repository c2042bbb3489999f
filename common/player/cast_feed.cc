#include "common/player/cast_feed.h"

#include <unistd.h>

#include <array>
#include <cerrno>

namespace cleat {

namespace {

/// Enough bytes to recognise compression.
constexpr std::uint64_t FIRST_BYTES = 4;

} // namespace

Result<CastFeed> CastFeed::open(UniqueFd pipe)
{
    auto file = NamelessFile::make();
    if (!file) return file.error();
    CastFeed feed(std::move(pipe), std::move(*file));
    while (feed.file_.size() < FIRST_BYTES) {
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
    if (count < 0) return Error::from_errno("reading the recording");
    if (const auto kept = file_.append({bytes.data(), static_cast<std::size_t>(count)}); !kept) return kept.error();
    return count > 0;
}

} // namespace cleat
