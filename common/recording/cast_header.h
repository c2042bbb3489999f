#pragma once

#include "common/base/result.h"
#include "common/model/size.h"
#include "common/recording/cast_event.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// Which asciicast: v2 tells times since the beginning, v3 since the event before.
enum class CastVersion : int { v2 = 2, v3 = 3 };

/// The colours of the terminal that was recorded, each `#rrggbb`; the palette is 8 or 16 of them with `:` between.
struct CastTheme {
    std::string foreground;
    std::string background;
    std::string palette;

    bool operator==(const CastTheme&) const = default;
};

/// The first line of an asciicast. Absent texts are empty.
struct CastHeader {
    CastVersion version = CastVersion::v3;
    Size size;
    std::string terminal_type;             ///< TERM of the recorded terminal
    std::optional<std::int64_t> timestamp; ///< of the beginning, Unix time in s
    std::optional<CastTime> idle_limit;    ///< how long at most a player should wait between two events
    std::string title;
    std::string command;
    std::map<std::string, std::string> environment;
    std::optional<CastTheme> theme;

    bool operator==(const CastHeader&) const = default;
};

/// A longer line is no header, in bytes.
inline constexpr std::size_t LONGEST_CAST_HEADER = 1U << 20;

/// Reads a header. Members that are not known are passed over, and so are known ones of the wrong type; a size that no
/// terminal may have becomes the nearest that one may. `invalid` where it is no JSON object, of another version, or
/// too long.
Result<CastHeader> parse_cast_header(std::string_view line);

/// The header as a line, with its end. What is not UTF-8 becomes U+FFFD.
[[nodiscard]] std::string cast_header_line(const CastHeader& header);

} // namespace cleat
