#pragma once

#include "common/model/text_position.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// The newest rows that went from a session into the scrollback of the user's terminal, so that none goes there twice.
/// A session that grows takes rows back from its history, which no terminal can do with rows that it has scrolled away;
/// when they leave the session's screen again they are known by their line's number and their text. What a program has
/// written over them in between is new, and a line that it moved is the same; what is left of a line whose beginning it
/// wrote over counts as new.
class LeftRows {
 public:
    /// What is remembered at most; older rows count as having left if they come again.
    static constexpr std::size_t MOST_LINES = 4'000;
    static constexpr std::size_t MOST_CELLS = 1U << 20;

    /// What is before `position` is of no concern: it counts as having left.
    void begin_at(TextPosition position) { begin_ = position; }
    /// Rows from `position` on are on the session's screen, which has so many, or are told again.
    void come_again(TextPosition position, int rows);
    /// A row, packed, leaves a screen of that width; its first cell is at `at`. How many of its cells, from the first,
    /// left before; nothing where all of it did. What is left of it is noted.
    std::optional<std::uint64_t> leave(std::string_view packed, TextPosition at, int columns);
    /// Whether rows that left may be on the session's screen again.
    [[nodiscard]] bool has_returned() const { return !returned_.empty(); }
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

    [[nodiscard]] static Text text_of(std::string_view packed);
    [[nodiscard]] static std::optional<std::size_t> match(const Piece& piece, const Text& row, End end);
    void split_returned(TextPosition position);
    std::optional<std::size_t> take_piece(TextPosition at, const Text& row, End end);
    std::optional<std::size_t> take_returned(TextPosition at, const Text& row, End end);
    void note(TextPosition at, Text text, bool ends);
    void bound();

    TextPosition begin_;
    std::deque<Piece> left_;      ///< in order; what the history has of them now has these places
    std::vector<Piece> returned_; ///< of which it is not known where they are now
    std::uint64_t last_line_ = 0; ///< beyond which none of `returned_` can be
    std::size_t cells_ = 0;       ///< in `left_`
};

} // namespace cleat
