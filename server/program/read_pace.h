#pragma once

#include "common/event/loop.h"

#include <chrono>
#include <cstddef>

namespace cleat {

/// Decides how much of a program's output to read at once, so that processing it does not delay other work: a few bytes
/// can be a command that changes every cell of a large screen. Estimates the cost of a byte from recent reads; the
/// estimate halves every second. The caller passes the time and the measured cost.
class ReadPace {
 public:
    /// Maximum and minimum size of one read.
    static constexpr std::size_t LARGEST = 64U << 10;
    static constexpr std::size_t SMALLEST = 64;
    /// Target for the cost of one read, as far as can be estimated, and of all reads in a turn of the loop.
    static constexpr std::chrono::milliseconds OF_A_READ{2};
    static constexpr std::chrono::milliseconds OF_A_TURN{8};
    /// Maximum cost of any read in the worst case, in which every few bytes change every cell; this is the limit as
    /// long as there is no estimate.
    static constexpr std::chrono::milliseconds OF_THE_FIRST{20};

    /// The size of the next read. `cells` is the number of cells of the screen, 0 if there is no screen.
    [[nodiscard]] std::size_t size(std::size_t cells) const;
    /// This many bytes were read and processed at that cost.
    void spent(std::size_t bytes, Clock::duration cost, Clock::time_point now);

 private:
    double per_byte_ = 0; ///< nanoseconds
    Clock::time_point at_{};
};

} // namespace cleat
