#pragma once

#include "common/base/result.h"
#include "common/recording/cast_event.h"

#include <string>
#include <string_view>

namespace cleat {

/// A moment as a clock shows it, to the second: `0:05`, `12:34`, `1:02:03`.
[[nodiscard]] std::string clock_text(CastTime time);

/// The same to the millisecond: `1:02:03.456`.
[[nodiscard]] std::string exact_clock_text(CastTime time);

/// A moment as users write it: a clock's (`1:02:03.5`, `2:30`), a length of time (`parse_duration`: `1h02m`, `90`), or
/// `end`, which is `LAST_CAST_TIME`. Otherwise `invalid`.
Result<CastTime> parse_moment(std::string_view text);

/// `invalid` where a moment comes a second or more after a recording's end: clocks show whole seconds, and the next one
/// may be meant for the end. `LAST_CAST_TIME` is the end.
Result<void> check_moment(CastTime moment, CastTime end);

} // namespace cleat
