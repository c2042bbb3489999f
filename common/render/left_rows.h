#pragma once

#include "common/model/row.h"
#include "common/model/text_position.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// The newest rows that went from a session into the scrollback of the user's terminal, so that none goes there twice.
/// When a session's screen grows, rows return to it from the session's history, but stay in the terminal's scrollback.
/// When such rows leave the session's screen again, they are recognised by their text. A row that was not overwritten
/// (`Row::returned`) is recognised wherever the program moved it, any other row only at the position from which it left
/// before. The remainder of a line whose start was overwritten counts as new.
class LeftRows {
 public:
    /// Limits on what is remembered; older rows count as already in the scrollback if they leave again.
    static constexpr std::size_t MAX_LINES = 4'000;
    static constexpr std::size_t CELL_LIMIT = 1U << 20;
    /// Limit on the cells compared for rows that leave together; beyond it rows count as new.
    static constexpr std::size_t MAX_COMPARED = 1U << 23;

    /// Everything before `position` is ignored: it counts as already in the scrollback.
    void begin_at(TextPosition position) { begin_ = same_from_ = position; }
    /// Records that rows from `position` on are on the session's screen again, or are sent again.
    void rows_returned(TextPosition position);
    /// Starts a group of rows that leave together.
    void start_group() { compared_ = 0; }
    /// A packed row leaves a screen of that width; its first cell is at `at`. Returns how many of its first cells had
    /// left before, or nothing if all of them had. Records the other cells.
    std::optional<std::uint64_t> leave(std::string_view packed, TextPosition at, int columns);
    /// Records that no row that left before is on the session's screen unchanged. The screen starts at `top`.
    void clear_returned(TextPosition top);
    /// Whether rows that left may be on the session's screen again.
    [[nodiscard]] bool has_returned() const { return !returned_.empty(); }
    /// Records that something other than the session's rows was put into the scrollback after those before `position`.
    void interrupted(TextPosition position);
    /// Whether the scrollback ends with the session's history from `position` on, without anything else in between.
    [[nodiscard]] bool ends_as_history(TextPosition position) const
    {
        return returned_.empty() && same_from_ <= position;
    }
    /// Rows from `position` on are not in the scrollback, or may not be: they will count as leaving for the first time.
    void drop_from(TextPosition position);

 private:
    /// One code point per cell, a space for an empty one; a cluster has a number outside of Unicode.
    using Text = std::u32string;
    /// Whether the line ends with the row. `perhaps_cut`: it does, but possibly only because its continuation was
    /// overwritten.
    enum class End : std::uint8_t { none, whole, perhaps_cut };
    struct Piece {
        TextPosition begin;
        Text text;
        bool ends = false; ///< the line does not continue

        [[nodiscard]] TextPosition end() const { return {begin.line, begin.cell + text.size()}; }
    };

    [[nodiscard]] static Text text_of(const Row& row);
    [[nodiscard]] std::optional<std::size_t> match(const Piece& piece, const Text& row, End end);
    void split_returned(TextPosition position);
    std::optional<std::size_t> take_piece(TextPosition at, const Text& row, End end, bool anywhere);
    std::optional<std::size_t> take_returned(TextPosition at, const Text& row, End end, bool anywhere);
    void note_order(TextPosition end, bool is_new);
    void note(TextPosition at, Text text, bool ends);
    void bound();

    TextPosition begin_;
    std::deque<Piece> left_;      ///< in order, at the positions that their text now has in the history
    std::vector<Piece> returned_; ///< at the positions that their text had when it left
    std::size_t cells_ = 0;       ///< in `left_`
    std::size_t compared_ = 0;    ///< since `start_group`
    TextPosition same_from_;      ///< see `ends_as_history`
    bool is_mixed_ = false;       ///< the scrollback's order differs from the session's, until `returned_` is empty
};

} // namespace cleat
