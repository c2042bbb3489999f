#pragma once

#include <cstdint>

namespace cleat {

/// What a shell says of a line by OSC 133 (FinalTerm's shell integration, as iTerm2, kitty and others have it): where a
/// prompt begins, where what is typed begins, where a command's output begins, and that it ended, with what exit
/// status. A line may be several of these.
struct Mark {
    static constexpr std::uint8_t PROMPT = 1U << 0; ///< A
    static constexpr std::uint8_t INPUT = 1U << 1;  ///< B
    static constexpr std::uint8_t OUTPUT = 1U << 2; ///< C
    static constexpr std::uint8_t END = 1U << 3;    ///< D
    static constexpr std::uint8_t ALL = PROMPT | INPUT | OUTPUT | END;
    static constexpr std::int32_t NO_STATUS = -1;

    std::uint8_t kinds = 0;
    std::int32_t status = NO_STATUS; ///< of the command that ended here, at least 0 if it was told

    [[nodiscard]] constexpr bool is_empty() const { return kinds == 0; }
    [[nodiscard]] constexpr bool has(std::uint8_t kind) const { return (kinds & kind) != 0; }
    /// Both; of two ends the later one's status.
    constexpr void add(const Mark& later)
    {
        kinds |= later.kinds;
        if (later.has(END)) status = later.status;
    }

    bool operator==(const Mark&) const = default;
};

} // namespace cleat
