#pragma once

#include "common/base/result.h"
#include "common/recording/cast_event.h"

#include <string>
#include <string_view>

namespace cleat {

/// A time as a clock shows it, to the second: `0:05`, `12:34`, `1:02:03`.
[[nodiscard]] std::string clock_text(CastTime time);

/// A time as a clock shows it, to the millisecond: `1:02:03.456`.
[[nodiscard]] std::string exact_clock_text(CastTime time);

/// Parses a time as users write it: clock time (`1:02:03.5`, `2:30`), a duration (`parse_duration`: `1h02m`, `90`), or
/// `end`, which is `LAST_CAST_TIME`. Otherwise `invalid`.
Result<CastTime> parse_moment(std::string_view text);

/// `invalid` if `moment` is a second or more past the recording's end. A smaller excess is accepted, since clocks show
/// whole seconds. `LAST_CAST_TIME` means the end.
Result<void> check_moment(CastTime moment, CastTime end);

} // namespace cleat
