#pragma once

#include "common/model/row.h"
#include "common/model/row_places.h"
#include "common/model/screen.h"
#include "common/model/size.h"
#include "common/render/drawn_screen.h"
#include "common/render/left_rows.h"
#include "common/render/recent_rows.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cleat {

/// Rows that left the top of a session's screen, on their way to the scrollback of the user's terminal. They wait here
/// while the terminal shows something else or its size changes, and each goes there at most once, in order: not those
/// that the session took back to its screen meanwhile, nor those that the terminal has. Rows that a resize of the
/// terminal may have kept from getting there, or have taken from it, go there again.
class Scrollback {
 public:
    using Time = std::chrono::steady_clock::time_point;

    /// For so long after a resize nothing is put there, for another may follow. Much longer than `CERTAINLY_DRAWN`, so
    /// that what is put there then seldom goes again, in a series of resizes.
    static constexpr std::chrono::milliseconds CALM{1'000};
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
    /// Where that is not sure, those rows go again that may not have been drawn by then, or that the terminal may have
    /// taken back to its screen.
    void terminal_resized(Size size, Time now);
    /// Until when rows are to wait. In the past where they need not.
    [[nodiscard]] Time settles() const { return settles_; }
    /// The session's screen is drawn, and the rows that left it wait.
    void draw_without_rows(const Screen& screen, Time now);

    /// Whether the session's screen may have rows again that are in the terminal's scrollback, too.
    [[nodiscard]] bool overlaps() const { return left_.has_returned(); }
    /// After `told`: the session has followed the terminal and taken rows back to its screen, up to that place. Said
    /// once.
    [[nodiscard]] std::optional<TextPosition> taken_back() { return std::exchange(taken_back_, std::nullopt); }

    /// What is to be put into the terminal's scrollback now, before the session's screen is drawn; it counts as there.
    struct Leaving {
        std::vector<std::string> rows; ///< packed, oldest first
        std::uint64_t skipped = 0;     ///< rows that left before them and never will be there
    };
    [[nodiscard]] Leaving take(const Screen& screen, Time now);
    /// Whether the server says where rows are, so that rows it tells again are known.
    [[nodiscard]] bool knows_positions() const { return knows_positions_; }

 private:
    struct Waiting {
        std::string row;
        std::optional<TextPosition> at; ///< nothing where the server says none
        int columns = 0;                ///< of the screen that it left
    };

    void add(Waiting waiting);
    void bound();
    void come_again(TextPosition position);
    void follow(bool is_resized);
    void put_doubtful_again();
    [[nodiscard]] bool is_adopted(const Waiting& waiting) const;

    std::deque<Waiting> waiting_; ///< oldest first
    std::size_t bytes_ = 0;
    std::uint64_t skipped_ = 0;
    LeftRows left_;
    RecentRows recent_; ///< those that have positions
    DrawnScreen drawn_;
    bool knows_positions_ = false;
    RowPlaces places_;  ///< of the newest step
    Size session_size_; ///< in the newest step
    std::optional<TextPosition> taken_back_;
    /// The terminal has moved its rows, and the session has yet to follow: whether the terminal did as that will.
    std::optional<bool> moved_;
    Time settles_;    ///< `CALM` after the terminal was last resized
    Time resized_;    ///< when it first was since it was settled and the session had followed
    int tallest_ = 0; ///< rows of its sizes since then, at most
    std::optional<TextPosition> adopted_before_; ///< rows before it the terminal has put into its scrollback itself
};

} // namespace cleat
