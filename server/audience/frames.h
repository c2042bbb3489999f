#pragma once

#include "common/event/loop.h"
#include "common/terminal/terminal.h"
#include "common/view/showing.h"
#include "server/audience/member.h"

#include <chrono>
#include <cstdint>
#include <optional>

namespace cleat {

/// What there is of a terminal's screen to be shown, in frames that are numbered. While the program draws an update
/// (DEC mode 2026) that is the screen from before it.
class Frames {
 public:
    /// How long a program may hold its screen back.
    static constexpr std::chrono::milliseconds SYNCHRONISED_AT_MOST{150};

    /// `loop` and `terminal` are borrowed for this object's life.
    Frames(Loop& loop, const Terminal& terminal) : loop_(loop), terminal_(terminal) {}

    /// The terminal changed, or may have.
    void changed();
    /// It has another size.
    void resized();
    /// Nothing more comes: nothing is held back.
    void finish();

    /// How often it has changed.
    [[nodiscard]] std::uint64_t changes() const { return changes_; }
    /// The attachments of many members learn of a change when they are looked at, not as often as the program writes.
    void sync(ScreenView& view) const;
    /// Whether the program is drawing what is not to be seen yet, and until when at most.
    [[nodiscard]] std::optional<Clock::time_point> held_back_until() const;
    [[nodiscard]] bool is_held_back() const { return held_back_until().has_value(); }

    /// A frame of what can be seen now. Nothing while the program is drawing, and what was there before is not known.
    [[nodiscard]] std::optional<Showing> take();
    /// What there is, if that is news to the viewer. Where it was shown this frame already, a new one is taken.
    [[nodiscard]] Showing* news_for(const ScreenView& view);
    /// What the viewer was not told yet is news, and what is on a screen from before an update only if it looks
    /// otherwise.
    [[nodiscard]] static bool is_news(Showing& showing, const ScreenView& view);

 private:
    [[nodiscard]] std::optional<Frame> frame() const;

    Loop& loop_;
    const Terminal& terminal_;
    std::uint64_t number_ = 0; ///< of the newest frame
    std::uint64_t changes_ = 0;
    Clock::time_point last_change_{};
    std::optional<Showing> now_; ///< what there is, until it changes
    LastResize last_resize_;
    std::optional<Clock::time_point> synchronised_since_; ///< when the update that is being drawn began
    std::uint64_t synchronised_update_ = 0;               ///< its number
};

} // namespace cleat
