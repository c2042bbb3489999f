#pragma once

#include "common/model/history.h"
#include "common/model/text_position.h"
#include "common/terminal/terminal.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// Packed rows of history, in order, where the first is, and the place after the last.
struct TakenRows {
    std::vector<std::string> rows;
    TextPosition from;
    HistoryRow next;
};

/// The rows of history above a frame, as that frame's width shows them. What several viewers ask for is found once and
/// shared. Of use until the session's size changes.
class FrameRows {
 public:
    /// What is taken at once are not more rows than these, nor more bytes, packed, or one row.
    static constexpr std::size_t MOST_ROWS = 1'000;
    static constexpr std::size_t MOST_BYTES = 1U << 20;

    /// `history` is borrowed for this object's life. It may have grown since the frame was taken.
    FrameRows(const History& history, const Frame& frame)
        : history_(history), end_(frame.end), columns_(frame.screen.size.columns)
    {}

    [[nodiscard]] HistoryRow end() const { return end_; }
    /// Where the frame's first row is in the text, found once.
    [[nodiscard]] TextPosition top();
    [[nodiscard]] std::uint64_t first_line() const { return history_.first(); }
    /// The rows from a place on, as many as are taken at once.
    std::shared_ptr<const TakenRows> take(HistoryRow from);

    /// Some of the newest lines, whole, and how many rows they are.
    struct Newest {
        std::uint64_t line = 0; ///< the oldest of them
        std::uint64_t rows = 0;
    };
    /// As few lines as have `wanted` rows, or all from line `oldest` on.
    Newest newest(std::uint64_t wanted, std::uint64_t oldest);

 private:
    [[nodiscard]] std::vector<std::string> rows_of(std::uint64_t line) const;

    const History& history_;
    HistoryRow end_;
    int columns_;
    std::optional<TextPosition> top_;
    std::map<HistoryRow, std::shared_ptr<const TakenRows>> taken_; ///< at most `MOST_KEPT`
    std::map<std::uint64_t, Newest> newest_;                       ///< by what was wanted; as many
};

} // namespace cleat
