#pragma once

#include "common/event/loop.h"
#include "common/terminal/terminal.h"
#include "common/view/showing.h"
#include "server/audience/member.h"

#include <chrono>
#include <cstdint>
#include <optional>

namespace cleat {

/// The screens of a terminal that can be shown, in numbered frames: here, a frame is one state of the screen, not a
/// message on the wire. While the program draws a synchronised update (DEC mode 2026), the frame shows the screen from
/// before the update.
class Frames {
 public:
    /// Maximum time that a program can hold its screen back.
    static constexpr std::chrono::milliseconds SYNCHRONISED_AT_MOST{150};

    /// `loop` and `terminal` are borrowed for this object's life.
    Frames(Loop& loop, const Terminal& terminal) : loop_(loop), terminal_(terminal) {}

    /// The terminal changed, or may have.
    void changed();
    /// The terminal was resized.
    void resized();
    /// No more output comes: nothing is held back any more.
    void finish();

    /// The number of changes so far.
    [[nodiscard]] std::uint64_t changes() const { return changes_; }
    /// Informs a member's attachment of changes. Call it when the member is served, rather than each time the program
    /// writes.
    void sync(ScreenView& view) const;
    /// Until when at most the screen is held back for a synchronised update; nothing if it is not held back.
    [[nodiscard]] std::optional<Clock::time_point> deferred_until() const;
    [[nodiscard]] bool is_deferred() const { return deferred_until().has_value(); }

    /// Returns a frame of what can be shown now. Nothing during a synchronised update if the screen from before it is
    /// not known.
    [[nodiscard]] std::optional<Showing> take();
    /// Returns the current frame if it is new to the viewer. If the viewer was sent this frame already, a new one is
    /// taken.
    [[nodiscard]] Showing* frame_for(const ScreenView& view);
    /// Whether the frame is new to the viewer. A frame of the latest state always is; a frame from before an update is
    /// new only if it differs from what the viewer was shown.
    [[nodiscard]] static bool is_new(Showing& showing, const ScreenView& view);

 private:
    [[nodiscard]] std::optional<Frame> frame() const;

    Loop& loop_;
    const Terminal& terminal_;
    std::uint64_t number_ = 0; ///< of the newest frame
    std::uint64_t changes_ = 0;
    Clock::time_point last_change_{};
    std::optional<Showing> now_; ///< the current frame, until the terminal changes
    LastResize last_resize_;
    std::optional<Clock::time_point> synchronised_since_; ///< when the current update was first seen
    std::uint64_t synchronised_update_ = 0;               ///< the number of that update
};

} // namespace cleat
