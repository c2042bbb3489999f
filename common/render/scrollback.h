#pragma once

#include "common/model/row.h"
#include "common/model/row_positions.h"
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
/// while the terminal shows something else or its size changes. They go to the scrollback in order, each once. Rows
/// that returned to the session's screen meanwhile, and rows that the terminal already has, are dropped. If a resize of
/// the terminal may have kept rows out of the scrollback, or removed them from it, those rows go there again.
class Scrollback {
 public:
    using Time = std::chrono::steady_clock::time_point;

    /// For this long after a resize no rows go to the scrollback, because another resize may follow. Much longer than
    /// `CERTAINLY_DRAWN`, so rows that go there during a series of resizes seldom have to go again.
    static constexpr std::chrono::milliseconds CALM{1'000};
    /// Limits on the waiting rows, in rows and in packed bytes; the oldest are skipped.
    static constexpr std::size_t MAX_ROWS = 10'000;
    static constexpr std::size_t MAX_BYTES = 32U << 20;

    /// The rows of one step.
    struct PushedRows {
        std::vector<std::string> rows; ///< packed, oldest first
        std::uint64_t skipped = 0;     ///< rows before them that were not sent
        RowPositions places;
        Size size; ///< of the session's screen
    };
    /// `follows`: the session's screen has the terminal's size.
    void push(PushedRows push, bool follows);
    /// Like the above, for a server that sends no positions: all rows count as new.
    void push(std::vector<std::string> rows, std::uint64_t skipped);

    /// The terminal was resized to `size` and has moved its rows. If `size` is the session's size, the rows are
    /// assumed to be where they were before. Otherwise, if the terminal showed the session's state, it is assumed to
    /// have moved them as the session will. If it is not certain where its rows are, those that may not have been drawn
    /// before the resize, or that the terminal may have moved back to its screen, are put into the scrollback again.
    void terminal_resized(Size size, Time now);
    /// When waiting rows can go to the scrollback; in the past if they need not wait.
    [[nodiscard]] Time ready_at() const { return ready_at_; }
    /// The session's screen is drawn, but the rows that left it still wait.
    void draw_without_rows(const Screen& screen, Time now);

    /// Whether the session's screen may have rows that are in the terminal's scrollback as well.
    [[nodiscard]] bool overlaps() const { return left_.has_returned(); }
    /// After `push`: if the session followed the terminal's size and rows returned from its history to its screen, the
    /// position after the last of these rows. Returned once.
    [[nodiscard]] std::optional<TextPosition> taken_back() { return std::exchange(taken_back_, std::nullopt); }

    /// The rows to put into the terminal's scrollback now, before the session's screen is drawn; they then count as
    /// being there.
    struct Leaving {
        std::vector<std::string> rows; ///< packed, oldest first
        std::uint64_t skipped = 0;     ///< rows that left before them and will never be there
    };
    [[nodiscard]] Leaving take(const Screen& screen, Time now);
    /// Whether the server sends the positions of rows, so that rows sent again are recognised.
    [[nodiscard]] bool knows_positions() const { return knows_positions_; }

 private:
    struct Waiting {
        std::string row;
        std::optional<TextPosition> at; ///< nothing if the server sends none
        int columns = 0;                ///< of the screen it left
    };

    void add(Waiting waiting);
    void bound();
    void rows_returned(TextPosition position);
    void follow(bool is_resized);
    void put_uncertain_rows_again();
    [[nodiscard]] bool is_adopted(const Waiting& waiting) const;

    std::deque<Waiting> waiting_; ///< oldest first
    std::size_t bytes_ = 0;
    std::uint64_t skipped_ = 0;
    LeftRows left_;
    RecentRows recent_; ///< only rows with positions
    DrawnScreen drawn_;
    bool knows_positions_ = false;
    RowPositions places_; ///< of the newest step
    Size session_size_;   ///< in the newest step
    std::optional<TextPosition> taken_back_;
    /// Set while the session has yet to follow a resize of the terminal: whether the terminal has moved its rows as the
    /// session will.
    std::optional<bool> moved_;
    Time ready_at_;   ///< `CALM` after the terminal's last resize
    Time resized_;    ///< the first resize after the size was settled and the session had followed
    int tallest_ = 0; ///< the most rows the terminal has had since then
    /// The terminal has put the rows before this into its scrollback itself.
    std::optional<TextPosition> adopted_before_;
};

} // namespace cleat
