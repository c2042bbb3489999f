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

/// The asciicast version: times in v2 count from the start, in v3 from the previous event.
enum class CastVersion : int { v2 = 2, v3 = 3 };

/// The colours of the recorded terminal, each `#rrggbb`; the palette has 8 or 16 of them, separated by `:`.
struct CastTheme {
    std::string foreground;
    std::string background;
    std::string palette;

    bool operator==(const CastTheme&) const = default;
};

/// The first line of an asciicast. Absent strings are empty.
struct CastHeader {
    CastVersion version = CastVersion::v3;
    Size size;
    std::string terminal_type;             ///< TERM of the recorded terminal
    std::optional<std::int64_t> timestamp; ///< of the start, Unix time in s
    std::optional<CastTime> idle_limit;    ///< the longest a player should wait between two events
    std::string title;
    std::string command;
    std::map<std::string, std::string> environment;
    std::optional<CastTheme> theme;

    bool operator==(const CastHeader&) const = default;
};

/// The longest header line, in bytes.
inline constexpr std::size_t LONGEST_CAST_HEADER = 1U << 20;

/// Parses a header. Ignores unknown members and known ones of the wrong type; clamps an invalid terminal size to the
/// nearest valid one. `invalid` if the line is not a JSON object, has another version, or is too long.
Result<CastHeader> parse_cast_header(std::string_view line);

/// The header as a line with its newline. Invalid UTF-8 becomes U+FFFD.
[[nodiscard]] std::string cast_header_line(const CastHeader& header);

} // namespace cleat
