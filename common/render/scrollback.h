#pragma once

#include "common/model/row.h"
#include "common/model/row_places.h"
#include "common/model/size.h"
#include "common/render/left_rows.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace cleat {

/// Rows that left the top of a session's screen, on their way to the scrollback of the user's terminal. They wait here
/// while the terminal shows something else, and each goes there at most once, in order: not those that the session took
/// back to its screen meanwhile, nor those that the terminal has.
class Scrollback {
 public:
    /// Rows that wait are at most so many, and so many bytes, packed; the oldest are skipped.
    static constexpr std::size_t MOST_ROWS = 10'000;
    static constexpr std::size_t MOST_BYTES = 32U << 20;

    /// What a step tells of rows.
    struct Told {
        std::vector<std::string> rows; ///< packed, oldest first
        std::uint64_t skipped = 0;     ///< rows before them that are not told
        RowPlaces places;
        Size size; ///< of the session's screen
    };
    /// `follows`: the session's screen has the terminal's size.
    void told(Told told, bool follows);
    /// The same from a server that says no positions: rows are taken for new.
    void told(std::vector<std::string> rows, std::uint64_t skipped);

    /// The terminal was resized to `size`, and has moved its rows; back at the session's size it has them where they
    /// were. It is taken to have done what the session does when that follows, if it showed what the session did then.
    /// `is_settled`: what was taken last was drawn by then for sure.
    void terminal_resized(Size size, bool is_settled);

    /// Whether the session's screen may have rows again that are in the terminal's scrollback, too.
    [[nodiscard]] bool overlaps() const { return left_.has_returned(); }
    /// After `told`: the session has followed the terminal and taken rows back to its screen, up to that place. Said
    /// once.
    [[nodiscard]] std::optional<TextPosition> taken_back() { return std::exchange(taken_back_, std::nullopt); }

    /// What is to be put into the terminal's scrollback now; it counts as there.
    struct Leaving {
        std::vector<std::string> rows; ///< packed, oldest first
        std::uint64_t skipped = 0;     ///< rows that left before them and never will be there
    };
    [[nodiscard]] Leaving take();
    /// Whether the server says where rows are, so that rows it tells again are known.
    [[nodiscard]] bool knows_positions() const { return knows_positions_; }

 private:
    struct Waiting {
        std::string row;
        std::optional<TextPosition> at; ///< nothing where the server says none
        int columns = 0;                ///< of the screen that it left
    };
    void add(Waiting waiting);
    void come_again(TextPosition position);
    void follow(const RowPlaces& places);

    std::deque<Waiting> waiting_; ///< oldest first
    std::size_t bytes_ = 0;
    std::uint64_t skipped_ = 0;
    LeftRows left_;
    bool knows_positions_ = false;
    TextPosition told_top_;     ///< `RowPlaces::top` of the newest step
    Size told_size_;            ///< of the session's screen
    bool told_returned_ = true; ///< `RowPlaces::returned` of the newest step
    TextPosition shown_top_;    ///< the same of the one that was drawn
    std::optional<TextPosition> taken_back_;
    std::uint64_t resizes_ = 0;        ///< `RowPlaces::resizes` of the newest step
    std::uint64_t told_scrolled_ = 0;  ///< `RowPlaces::scrolled` of the newest step
    std::uint64_t shown_scrolled_ = 0; ///< the same of the one that was drawn
    std::optional<bool> resized_;      ///< the terminal was, and the session has yet to follow: whether it was settled
    std::optional<TextPosition> adopted_before_; ///< rows before it the terminal has put into its scrollback itself
};

/// How many rows of a screen, the first of which is at `top`, are before `position`.
[[nodiscard]] int rows_before(std::span<const RowRef> screen, TextPosition top, TextPosition position);

} // namespace cleat
