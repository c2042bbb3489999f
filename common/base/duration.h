#pragma once

#include "common/base/result.h"

#include <chrono>
#include <string>
#include <string_view>

namespace cleat {

/// The longest duration that is accepted: ten years of 365 days.
inline constexpr std::chrono::milliseconds MAX_DURATION = std::chrono::hours(24 * 365 * 10);

/// Parses a duration: numbers with the units `d`, `h`, `m`, `s`, `ms`, larger units first, such as `1h30m` or `250ms`.
/// A number without a unit is in seconds. The last number may have a fraction, as in `1.5s`; anything below a
/// millisecond is truncated. Any other text is `invalid`, as is a duration above `MAX_DURATION`.
Result<std::chrono::milliseconds> parse_duration(std::string_view text);

/// The shortest text that `parse_duration` reads as `duration`, which must not be negative: `1h30m`, `250ms`, `0s`.
[[nodiscard]] std::string format_duration(std::chrono::milliseconds duration);

} // namespace cleat
