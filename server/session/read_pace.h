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

    /// How many bytes to read next.
    [[nodiscard]] std::size_t size() const;
    /// So many bytes were read and dealt with.
    void spent(std::size_t bytes, Clock::duration cost, Clock::time_point now);

 private:
    double per_byte_ = 0; ///< nanoseconds
    Clock::time_point at_{};
};

} // namespace cleat
