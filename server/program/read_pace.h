#pragma once

#include "common/event/loop.h"

#include <chrono>
#include <cstddef>

namespace cleat {

/// How much of a program's output is read at once, so that what reading it costs holds nobody else up: a few bytes can
/// be a command that changes every cell of a large screen. What a byte cost lately is kept in mind, and forgotten by
/// half in each second. Told the time, and what was spent.
class ReadPace {
 public:
    /// The most that is read at once.
    static constexpr std::size_t MOST = 64U << 10;
    static constexpr std::size_t LEAST = 64;
    /// What one read should cost at most, as far as can be foreseen, and all of those of a turn of the loop.
    static constexpr std::chrono::milliseconds OF_A_READ{2};
    static constexpr std::chrono::milliseconds OF_A_TURN{8};
    /// What a read may cost that nothing was known of before, if every few bytes of it change every cell.
    static constexpr std::chrono::milliseconds OF_THE_FIRST{20};

    /// How many bytes to read next, for a screen of so many cells; for no screen, 0.
    [[nodiscard]] std::size_t size(std::size_t cells) const;
    /// So many bytes were read and dealt with.
    void spent(std::size_t bytes, Clock::duration cost, Clock::time_point now);

 private:
    double per_byte_ = 0; ///< nanoseconds
    Clock::time_point at_{};
};

} // namespace cleat
