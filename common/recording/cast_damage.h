#pragma once

#include <cstdint>
#include <string>

namespace cleat {

/// What was wrong with a recording, none of which kept it from being read on.
struct CastDamage {
    std::uint64_t lines = 0;      ///< that are no events; they were passed over
    std::uint64_t first_line = 0; ///< number of the first of them, from 1
    std::uint64_t mended = 0;     ///< events with bytes that are no UTF-8; these became U+FFFD
    std::uint64_t backwards = 0;  ///< events before the one before them; they count as at its time
    bool cut_short = false;       ///< the last line has no end, and is no event
    std::string failure;          ///< why reading ended before the end; or empty

    /// In words, with commas between; empty where nothing was wrong.
    [[nodiscard]] std::string describe() const;

    bool operator==(const CastDamage&) const = default;
};

} // namespace cleat
