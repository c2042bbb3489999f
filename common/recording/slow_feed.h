#pragma once

#include "common/terminal/terminal.h"

#include <chrono>
#include <cstddef>
#include <string_view>

namespace cleat {

/// Until when something may be done at once.
using Deadline = std::chrono::steady_clock::time_point;
inline constexpr Deadline NO_DEADLINE = Deadline::max();

/// Feeds a terminal with the output of one event, in pieces and as long as there is time for it: a few bytes can be a
/// command that changes every cell of a large screen, and an event can be megabytes of them. Replies and events of the
/// terminal are dropped.
class SlowFeed {
 public:
    /// A piece is as large as what was fed in about so much time before.
    static constexpr std::chrono::milliseconds OF_A_PIECE{1};
    static constexpr std::size_t LEAST = 64;
    static constexpr std::size_t MOST = 64U << 10;

    /// Goes on in `data`, which is the same in each call until all of it was fed: then true. One piece at least.
    bool feed(Terminal& terminal, std::string_view data, Deadline until);
    /// Some was fed and some is left.
    [[nodiscard]] bool is_within() const { return fed_ > 0; }
    /// The next call is about other data.
    void reset() { fed_ = 0; }

 private:
    static void feed_piece(Terminal& terminal, std::string_view piece);

    std::size_t fed_ = 0;
    std::size_t piece_ = LEAST;
};

} // namespace cleat
