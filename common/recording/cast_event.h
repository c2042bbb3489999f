#pragma once

#include "common/model/size.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// A time in a recording, since its start. Never negative.
using CastTime = std::chrono::microseconds;

/// The latest time in a recording; lines with a later one are not events.
inline constexpr CastTime LAST_CAST_TIME = std::chrono::hours(24 * 365 * 100);

/// The kind of an asciicast event, with its code in the file. Unknown codes are `other`.
enum class CastKind : char { output = 'o', input = 'i', resize = 'r', marker = 'm', exit = 'x', other = '?' };

/// One event of an asciicast (v2 and v3). `data` is UTF-8, owned by the producer of the event: the text of output and
/// input, a marker's label, `80x24` for a resize, the exit status.
struct CastEvent {
    CastTime time{};
    CastKind kind = CastKind::output;
    std::string_view data;

    bool operator==(const CastEvent&) const = default;
};

/// The size in a resize event, if it is a valid terminal size.
[[nodiscard]] std::optional<Size> size_of(std::string_view data);

/// The data of a resize event: columns, then rows, as in `80x24`.
[[nodiscard]] std::string resize_data(Size size);

} // namespace cleat
