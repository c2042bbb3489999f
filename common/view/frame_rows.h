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

/// Packed rows of history in order, the position of the first, and the row after the last.
struct PackedRows {
    std::vector<std::string> rows;
    TextPosition from;
    HistoryRow next;
};

/// The rows of history above a frame, laid out at the frame's width. Results are computed once and shared between
/// viewers. Valid until the session is resized.
class FrameRows {
 public:
    /// The limits on one `take`: rows, and bytes when packed (but always at least one row).
    static constexpr std::size_t MAX_ROWS = 1'000;
    static constexpr std::size_t MAX_BYTES = 1U << 20;

    /// `history` is borrowed for this object's life. It may have grown since the frame was taken.
    FrameRows(const History& history, const Frame& frame)
        : history_(history), end_(frame.end), columns_(frame.screen.size.columns)
    {}

    [[nodiscard]] HistoryRow end() const { return end_; }
    /// The position of the frame's first row in the text; computed once.
    [[nodiscard]] TextPosition top();
    [[nodiscard]] std::uint64_t first_line() const { return history_.first(); }
    /// The rows from `from` on, as many as the limits allow.
    std::shared_ptr<const PackedRows> take(HistoryRow from);

    /// Some of the newest lines, complete, and the number of their rows.
    struct Newest {
        std::uint64_t line = 0; ///< the oldest of those lines
        std::uint64_t rows = 0;
    };
    /// The fewest of the newest lines that have `wanted` rows together, or all lines from `oldest` on if those have
    /// fewer.
    Newest newest(std::uint64_t wanted, std::uint64_t oldest);

 private:
    [[nodiscard]] std::vector<std::string> rows_of(std::uint64_t line) const;

    const History& history_;
    HistoryRow end_;
    int columns_;
    std::optional<TextPosition> top_;
    std::map<HistoryRow, std::shared_ptr<const PackedRows>> taken_; ///< at most `MAX_KEPT`
    std::map<std::uint64_t, Newest> newest_;                        ///< by `wanted`; at most `MAX_KEPT`
};

} // namespace cleat
