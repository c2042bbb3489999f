#pragma once

#include "common/base/result.h"

#include <chrono>
#include <string>
#include <string_view>

namespace cleat {

/// The longest time that can be asked for: ten years of 365 days.
inline constexpr std::chrono::milliseconds MAX_DURATION = std::chrono::hours(24 * 365 * 10);

/// A length of time as users write it: numbers with the units `d`, `h`, `m`, `s`, `ms`, larger units first: `1h30m`,
/// `250ms`. A number alone is seconds. The last one may have a fraction: `1.5s`; what is less than a millisecond is
/// cut. Otherwise, and above `MAX_DURATION`, `invalid`.
Result<std::chrono::milliseconds> parse_duration(std::string_view text);

/// The shortest text that `parse_duration` reads as `duration`, which is not negative: `1h30m`, `250ms`, `0s`.
[[nodiscard]] std::string format_duration(std::chrono::milliseconds duration);

} // namespace cleat
