#pragma once

#include "common/model/text_position.h"

#include <chrono>
#include <cstddef>
#include <deque>
#include <string>
#include <vector>

namespace cleat {

/// Bytes that are in transit while a terminal is resized are drawn at a size that they were not made for. What was sent
/// longer ago than this is certainly drawn.
inline constexpr std::chrono::milliseconds CERTAINLY_DRAWN{250};

/// The end of the scrollback of the user's terminal: the rows that were put there last, so that those that may not have
/// got there can be put there again.
class RecentRows {
 public:
    using Time = std::chrono::steady_clock::time_point;

    /// Limits on the rows that are remembered, in rows and in packed bytes. The oldest are forgotten; the newest is
    /// always kept.
    static constexpr std::size_t MOST_ROWS = 10'000;
    static constexpr std::size_t MOST_BYTES = 32U << 20;
    /// Limit on the remembered rows that are certainly drawn.
    static constexpr std::size_t MOST_DRAWN = 500;

    struct Placed {
        std::string row; ///< packed
        TextPosition at; ///< of its first cell
        int columns = 0; ///< of the screen that it left
    };

    /// Remembers a row that is put there at `now`, which is not before the times of earlier rows.
    void add(Placed row, Time now);
    /// Remembers a row that the terminal has put there itself: it is as certain as the row before it.
    void add_adopted(Placed row);
    /// Whether all rows were certainly drawn at that time.
    [[nodiscard]] bool are_drawn(Time by) const;
    /// Forgets the newest rows as long as they are not before `position`.
    void forget_from(TextPosition position);
    /// Takes out the rows that may not have been drawn at that time, and `more` before them, oldest first.
    [[nodiscard]] std::vector<Placed> take_undrawn(Time by, std::size_t more);

 private:
    struct Put {
        Placed row;
        Time when; ///< not before that of the row before
    };

    std::deque<Put> rows_; ///< oldest first
    std::size_t bytes_ = 0;
};

} // namespace cleat
