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
/// A session that grows takes rows back from its history, which no terminal can do with rows that it has scrolled away.
/// When they leave the session's screen again they are known: those that nothing was written over (`Row::returned`) by
/// their text, wherever the program moved them, and others by their text if they are where it was. What is left of a
/// line whose beginning was written over counts as new.
class LeftRows {
 public:
    /// What is remembered at most; older rows count as having left if they come again.
    static constexpr std::size_t MOST_LINES = 4'000;
    static constexpr std::size_t MOST_CELLS = 1U << 20;
    /// Cells that are compared for the rows that leave at once; after that rows count as new.
    static constexpr std::size_t MOST_COMPARED = 1U << 23;

    /// What is before `position` is of no concern: it counts as having left.
    void begin_at(TextPosition position) { begin_ = same_from_ = position; }
    /// Rows from `position` on are on the session's screen, or are told again.
    void come_again(TextPosition position);
    /// What leaves from here on leaves at once.
    void begin_leaving() { compared_ = 0; }
    /// A row, packed, leaves a screen of that width; its first cell is at `at`. How many of its cells, from the first,
    /// left before; nothing where all of it did. What is left of it is noted.
    std::optional<std::uint64_t> leave(std::string_view packed, TextPosition at, int columns);
    /// Of what left before, nothing is on the session's screen as it was, which begins at `top`.
    void none_returned(TextPosition top);
    /// Whether rows that left may be on the session's screen again.
    [[nodiscard]] bool has_returned() const { return !returned_.empty(); }
    /// Something else was put into the scrollback after what is before `position`.
    void interrupted(TextPosition position);
    /// Whether the scrollback ends with what is in the session's history from `position` on, and nothing between that.
    [[nodiscard]] bool ends_as_history(TextPosition position) const
    {
        return returned_.empty() && same_from_ <= position;
    }
    /// Rows from `position` on are not in the scrollback, or may not be: they leave for the first time again.
    void forget_from(TextPosition position);

 private:
    /// A code point for each cell, a space for an empty one; clusters are numbers of their own.
    using Text = std::u32string;
    /// Whether the line ends with the row: perhaps only because what it went on in was written over.
    enum class End : std::uint8_t { none, whole, perhaps_cut };
    struct Piece {
        TextPosition begin;
        Text text;
        bool ends = false; ///< the line does not go on

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
    std::deque<Piece> left_;      ///< in order; what the history has of them now has these places
    std::vector<Piece> returned_; ///< with the places that they had
    std::size_t cells_ = 0;       ///< in `left_`
    std::size_t compared_ = 0;    ///< since `begin_leaving`
    TextPosition same_from_;      ///< see `ends_as_history`
    bool is_mixed_ = false;       ///< what leaves is in the scrollback in another order, until none is returned
};

} // namespace cleat
