#pragma once

#include "common/model/row.h"
#include "common/model/screen.h"
#include "common/model/text_position.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace cleat {

/// The session's screen as last drawn on the user's terminal, and which of its rows were drawn only recently.
class DrawnScreen {
 public:
    using Time = std::chrono::steady_clock::time_point;

    /// Records that a screen is drawn at `now`, with the position of the primary screen's first row and its
    /// `Screen::rows_scrolled`.
    void note(const Screen& screen, TextPosition top, std::uint64_t scrolled, Time now);

    /// Whether the primary screen's rows before `end` were certainly drawn by that time.
    [[nodiscard]] bool is_drawn(Time by, TextPosition end) const;
    /// The arguments of the last call of `note`; `scrolled` is nothing before the first call.
    [[nodiscard]] std::optional<std::uint64_t> scrolled() const { return scrolled_; }
    [[nodiscard]] TextPosition top() const { return top_; }

 private:
    std::vector<RowRef> rows_; ///< of the primary screen; none if the alternate screen was drawn
    TextPosition top_;
    std::optional<std::uint64_t> scrolled_;
    Time changed_; ///< when changed rows were last drawn
    /// The topmost row that changed at `changed_`, or in the changes before, at most `CERTAINLY_DRAWN` apart.
    TextPosition changed_at_;
};

} // namespace cleat
