#pragma once

#include <cstdint>
#include <string>

namespace cleat {

/// The damage found in a recording. It did not stop the reader, except for `failure`.
struct CastDamage {
    std::uint64_t lines = 0;      ///< skipped because they are not events
    std::uint64_t first_line = 0; ///< number of the first of them, from 1
    std::uint64_t mended = 0;     ///< events with invalid UTF-8, which became U+FFFD
    std::uint64_t backwards = 0;  ///< events earlier than their predecessor; they get its time
    bool cut_short = false;       ///< the last line is incomplete and not an event
    std::string failure;          ///< why reading ended early; or empty

    /// Describes each kind of damage, separated by commas; empty if there is none.
    [[nodiscard]] std::string describe() const;

    bool operator==(const CastDamage&) const = default;
};

} // namespace cleat
