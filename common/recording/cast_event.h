#pragma once

#include "common/model/size.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// A moment of a recording: time since its beginning. Never negative.
using CastTime = std::chrono::microseconds;

/// The latest moment that a recording may have; lines that claim a later one are no events.
inline constexpr CastTime LAST_CAST_TIME = std::chrono::hours(24 * 365 * 100);

/// What an event of an asciicast is, by its code there. Codes that are not known are `other`.
enum class CastKind : char { output = 'o', input = 'i', resize = 'r', marker = 'm', exit = 'x', other = '?' };

/// One event of an asciicast (v2 and v3). `data` is UTF-8 and belongs to whoever gave the event: the text of output and
/// input, a marker's label, `80x24` of a resize, the exit's status.
struct CastEvent {
    CastTime time{};
    CastKind kind = CastKind::output;
    std::string_view data;

    bool operator==(const CastEvent&) const = default;
};

/// The size that a resize tells, if it is one that a terminal may have.
[[nodiscard]] std::optional<Size> size_of(std::string_view data);

/// The data of a resize: columns, then rows, as in `80x24`.
[[nodiscard]] std::string resize_data(Size size);

} // namespace cleat
