#pragma once

#include "common/terminal/terminal.h"

#include <chrono>
#include <cstddef>
#include <string_view>

namespace cleat {

/// The time limit for one slice of work.
using Deadline = std::chrono::steady_clock::time_point;
inline constexpr Deadline NO_DEADLINE = Deadline::max();

/// Feeds the output of one event to a terminal, in pieces and until a deadline: a few bytes can be a command that
/// changes every cell of a large screen, and an event can contain megabytes of such commands. Drops the terminal's
/// replies and events.
class SlowFeed {
 public:
    /// How long feeding one piece should take; `feed` adjusts the number of bytes in a piece to it.
    static constexpr std::chrono::milliseconds OF_A_PIECE{1};
    static constexpr std::size_t SMALLEST = 64;
    static constexpr std::size_t LARGEST = 64U << 10;

    /// Continues feeding `data`; returns true once all of it was fed. Until then `data` must be the same in each call.
    /// Feeds at least one piece.
    bool feed(Terminal& terminal, std::string_view data, Deadline until);
    /// Whether `data` was fed only in part.
    [[nodiscard]] bool is_within() const { return fed_ > 0; }
    /// Abandons data that was fed only in part: the next call of `feed` can pass other data.
    void reset() { fed_ = 0; }

 private:
    static void feed_piece(Terminal& terminal, std::string_view piece);

    std::size_t fed_ = 0;
    std::size_t piece_ = SMALLEST;
};

} // namespace cleat
