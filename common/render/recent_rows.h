#pragma once

#include "common/model/text_position.h"

#include <chrono>
#include <cstddef>
#include <deque>
#include <string>
#include <vector>

namespace cleat {

/// Bytes in transit while a terminal is resized are drawn at a size for which they were not made. Bytes sent longer ago
/// than this are certainly drawn.
inline constexpr std::chrono::milliseconds CERTAINLY_DRAWN{250};

/// The rows last put into the scrollback of the user's terminal, kept so that rows that may have been lost can be put
/// there again.
class RecentRows {
 public:
    using Time = std::chrono::steady_clock::time_point;

    /// Limits on the remembered rows, in rows and in packed bytes. The oldest are dropped; the newest is always kept.
    static constexpr std::size_t MAX_ROWS = 10'000;
    static constexpr std::size_t MAX_BYTES = 32U << 20;
    /// Limit on the remembered rows that are certainly drawn.
    static constexpr std::size_t MAX_DRAWN = 500;

    struct Placed {
        std::string row; ///< packed
        TextPosition at; ///< of its first cell
        int columns = 0; ///< of the screen it left
    };

    /// Remembers a row put into the scrollback at `now`, which must not be before the times of earlier rows.
    void add(Placed row, Time now);
    /// Remembers a row that the terminal has put into the scrollback itself. It counts as drawn when the row before it
    /// was.
    void add_adopted(Placed row);
    /// Whether all rows were certainly drawn by that time.
    [[nodiscard]] bool are_drawn(Time by) const;
    /// Drops the newest rows, back to the last one that is before `position`.
    void drop_from(TextPosition position);
    /// Removes and returns the rows that may not have been drawn by that time, and `more` before them, oldest first.
    [[nodiscard]] std::vector<Placed> take_undrawn(Time by, std::size_t more);

 private:
    struct Put {
        Placed row;
        Time when; ///< not before the time of the previous row
    };

    std::deque<Put> rows_; ///< oldest first
    std::size_t bytes_ = 0;
};

} // namespace cleat
