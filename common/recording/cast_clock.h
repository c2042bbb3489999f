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

/// A moment as users write it: a clock's (`1:02:03.5`, `2:30`), or a length of time (`parse_duration`: `1h02m`, `90`).
/// Otherwise `invalid`.
Result<CastTime> parse_moment(std::string_view text);

} // namespace cleat
