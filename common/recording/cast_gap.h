#pragma once

#include <cstdint>
#include <string_view>

namespace cleat {

/// Bytes without an event after which a recording counts as damaged, and is not read on: little of a compressed file
/// unpacks to as much as its maker likes, and a file can have holes.
inline constexpr std::uint64_t LONGEST_CAST_GAP = 64U << 20;
/// The same before its header, which is the first line of most.
inline constexpr std::uint64_t LONGEST_BEFORE_CAST_HEADER = 2U << 20;

/// What is wrong with a recording of which so many bytes were read since the last event; nothing where that is not
/// much.
[[nodiscard]] constexpr std::string_view damage_of_gap(std::uint64_t bytes, bool has_header)
{
    if (!has_header) return bytes > LONGEST_BEFORE_CAST_HEADER ? "there is no header in 2 MiB of it" : "";
    return bytes > LONGEST_CAST_GAP ? "there are no events in 64 MiB of it" : "";
}

} // namespace cleat
