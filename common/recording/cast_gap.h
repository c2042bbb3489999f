#pragma once

#include <cstdint>
#include <string_view>

namespace cleat {

/// After this many bytes without an event a recording counts as damaged and is not read further: a small compressed
/// file can unpack to any size, and a file can have holes.
inline constexpr std::uint64_t LONGEST_CAST_GAP = 64U << 20;
/// The limit while the header, usually the first line, has not been read.
inline constexpr std::uint64_t LONGEST_BEFORE_CAST_HEADER = 2U << 20;

/// Describes the damage if too many bytes were read since the last event; otherwise empty.
[[nodiscard]] constexpr std::string_view damage_of_gap(std::uint64_t bytes, bool has_header)
{
    if (!has_header) return bytes > LONGEST_BEFORE_CAST_HEADER ? "no header in the first 2 MiB" : "";
    return bytes > LONGEST_CAST_GAP ? "no events in 64 MiB" : "";
}

} // namespace cleat
