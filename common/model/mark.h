#pragma once

#include <cstdint>

namespace cleat {

/// Marks set by a shell with OSC 133 (FinalTerm's shell integration, as in iTerm2, kitty and others): the start of a
/// prompt, of the input and of a command's output, and a command's end with its exit status. A line may have several of
/// these.
struct Mark {
    static constexpr std::uint8_t PROMPT = 1U << 0; ///< A
    static constexpr std::uint8_t INPUT = 1U << 1;  ///< B
    static constexpr std::uint8_t OUTPUT = 1U << 2; ///< C
    static constexpr std::uint8_t END = 1U << 3;    ///< D
    static constexpr std::uint8_t ALL = PROMPT | INPUT | OUTPUT | END;
    static constexpr std::int32_t NO_STATUS = -1;

    std::uint8_t kinds = 0;
    std::int32_t status = NO_STATUS; ///< exit status of the command that ended here, if reported

    [[nodiscard]] constexpr bool is_empty() const { return kinds == 0; }
    [[nodiscard]] constexpr bool has(std::uint8_t kind) const { return (kinds & kind) != 0; }
    /// Combines both marks; of two ends the later one's status is kept.
    constexpr void add(const Mark& later)
    {
        kinds |= later.kinds;
        if (later.has(END)) status = later.status;
    }

    bool operator==(const Mark&) const = default;
};

} // namespace cleat
