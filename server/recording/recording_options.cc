#include "server/recording/recording_options.h"

#include "common/base/quote.h"

#include <array>

namespace cleat {

namespace {

constexpr std::uint64_t SHORTEST_FILE = 64U << 10;
constexpr std::uint64_t SHORTEST_TIME_MS = 1'000;

std::string time_text(std::time_t now)
{
    std::tm local{};
    ::localtime_r(&now, &local);
    std::array<char, 32> out{};
    return {out.data(), std::strftime(out.data(), out.size(), "%Y%m%d-%H%M%S", &local)};
}

} // namespace

Result<RecordingOptions> resolve_recording_options(RecordingOptions wish, const std::string& session, std::time_t now)
{
    const auto refuse = [](const std::string& why) { return Error(why, ErrorCode::invalid); };
    if (!wish.path.starts_with('/')) return refuse("the path of a recording must be absolute");
    if (wish.path.find('\0') != std::string::npos) return refuse("the path of a recording contains a NUL character");
    if (wish.rotate_bytes != 0 && wish.rotate_bytes < SHORTEST_FILE)
        return refuse("recordings cannot be rotated at less than 64 KiB");
    if (wish.rotate_ms != 0 && wish.rotate_ms < SHORTEST_TIME_MS)
        return refuse("recordings cannot be rotated more often than once a second");
    std::string path;
    for (std::size_t at = 0; at < wish.path.size();) {
        const std::string_view rest = std::string_view(wish.path).substr(at);
        if (rest.front() != '{') {
            path += rest.front();
            ++at;
        } else if (rest.starts_with("{name}")) {
            path += session;
            at += 6;
        } else if (rest.starts_with("{time}")) {
            path += time_text(now);
            at += 6;
        } else {
            return refuse("unknown placeholder in the path " + in_quotes(wish.path) +
                          "; only {name} and {time} are known");
        }
    }
    wish.path = std::move(path);
    wish.compress = wish.compress || wish.path.ends_with(".zst");
    return wish;
}

} // namespace cleat
