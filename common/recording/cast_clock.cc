#include "common/recording/cast_clock.h"

#include "common/base/duration.h"
#include "common/base/numbers.h"
#include "common/base/quote.h"

#include <array>
#include <cstdio>

namespace cleat {

namespace {

Error no_moment_error(std::string_view text)
{
    return Error(in_quotes(text) + " is not a time: use the form 1:02:03, 1h2m or 90", ErrorCode::invalid);
}

} // namespace

std::string clock_text(CastTime time)
{
    const auto seconds = time.count() / 1'000'000;
    std::array<char, 48> out{};
    if (seconds < 3'600) {
        std::snprintf(out.data(), out.size(), "%lld:%02lld", static_cast<long long>(seconds / 60),
                      static_cast<long long>(seconds % 60));
    } else {
        std::snprintf(out.data(), out.size(), "%lld:%02lld:%02lld", static_cast<long long>(seconds / 3'600),
                      static_cast<long long>(seconds / 60 % 60), static_cast<long long>(seconds % 60));
    }
    return out.data();
}

std::string exact_clock_text(CastTime time)
{
    std::array<char, 16> out{};
    std::snprintf(out.data(), out.size(), ".%03d", static_cast<int>(time.count() / 1'000 % 1'000));
    return clock_text(time) + out.data();
}

Result<CastTime> parse_moment(std::string_view text)
{
    if (text == "end") return LAST_CAST_TIME;
    if (text.find(':') == std::string_view::npos) {
        const auto duration = parse_duration(text);
        if (!duration) return no_moment_error(text);
        return CastTime(*duration);
    }
    std::int64_t minutes = 0;
    std::string_view left = text;
    for (auto colon = left.find(':'); colon != std::string_view::npos; colon = left.find(':')) {
        const bool first = left.size() == text.size();
        const auto number = parse_integer(left.substr(0, colon), 0, first ? 1'000'000 : 59);
        if (!number || minutes > 1'000'000) return no_moment_error(text);
        minutes = minutes * 60 + *number;
        left.remove_prefix(colon + 1);
    }
    const auto seconds = left.empty() ? Result<std::chrono::milliseconds>(no_moment_error(text)) : parse_duration(left);
    if (!seconds || left.back() < '0' || left.back() > '9' || *seconds >= std::chrono::minutes(1) ||
        std::chrono::minutes(minutes) > LAST_CAST_TIME)
        return no_moment_error(text);
    return CastTime(std::chrono::minutes(minutes)) + *seconds;
}

Result<void> check_moment(CastTime moment, CastTime end)
{
    if (moment < end + std::chrono::seconds(1) || moment == LAST_CAST_TIME) return {};
    return Error(clock_text(moment) + " is past the end: the recording ends at " + clock_text(end), ErrorCode::invalid);
}

} // namespace cleat
