#pragma once

#include "common/event/loop.h"
#include "common/model/history.h"
#include "common/view/frame_rows.h"
#include "common/view/shown_frame.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace cleat {

/// How much history a viewer requests for its terminal's own scrollback.
struct HistoryRequest {
    std::uint64_t first = 1'000;     ///< rows on attaching
    std::uint64_t catch_up = 10'000; ///< most rows after output that was too fast to follow

    bool operator==(const HistoryRequest&) const = default;
};

/// One step for a viewer: the difference between two frames. Identical for all viewers that were shown and sent the
/// same before.
struct ViewerStep {
    ShownFrameRef from; ///< null: the whole screen is sent
    ShownFrameRef to;
    std::shared_ptr<const PackedRows> rows; ///< rows that left the top, or null
    std::uint64_t skipped = 0;              ///< rows that left before `rows` and are not sent
};

/// Tracks what one viewer was shown, and so what to send it next. Nothing is queued: a step always leads from the frame
/// last shown to the current one. At most two steps are in flight, or three after a resize of the viewer's terminal.
/// Rows that leave the top are sent in the step; if there are more than a step may carry, they stay pending until the
/// output pauses, and then only the newest are sent.
class Attachment {
 public:
    static constexpr std::uint64_t MAX_IN_FLIGHT = 2;
    static constexpr std::size_t MAX_PUSHED = FrameRows::MAX_ROWS;
    /// Interval between steps during a flood of output.
    static constexpr std::chrono::milliseconds PACE{8};
    /// The shorter interval used for `ECHO_WITHIN` after a key.
    static constexpr std::chrono::milliseconds ECHO_PACE{2};
    static constexpr std::chrono::milliseconds ECHO_WITHIN{24};
    /// After this long without output, pending rows are sent.
    static constexpr std::chrono::milliseconds PAUSE{40};
    /// After this long without an acknowledgement, the frame shown is dropped.
    static constexpr std::chrono::milliseconds PATIENCE{2'000};
    /// A step sent longer ago than this is certainly on the viewer's terminal.
    static constexpr std::chrono::milliseconds SETTLED{250};

    explicit Attachment(HistoryRequest wish) : request_(wish) {}

    /// The session's screen changed or may have changed.
    void changed(Clock::time_point now);
    /// The frame shown last is not the latest.
    void mark_outdated() { dirty_ = true; }
    /// The viewer typed: the next change is sent at once, and those within `ECHO_WITHIN` are sent at `ECHO_PACE`,
    /// because in a flood the first change is rarely the echo of the key.
    void expedite(Clock::time_point now);
    /// The session's program exited: no more output follows, so no pause is waited for.
    void finish() { finishing_ = true; }
    /// The viewer's own terminal was resized: one more step may be in flight, since the viewer no longer draws the
    /// steps of the old size.
    void follow_resize() { extra_ = 1; }
    /// To be called before and after the session is resized. A row that the resize moves from the screen to the history
    /// is sent like any other row that leaves the screen. If a later resize brings it back and it leaves again, it is
    /// sent again; the viewer recognises by its position whether its terminal has it. Rows that the viewer may not have
    /// drawn, or may have drawn while its terminal was changing size, are also sent again: all rows in flight, and a
    /// screenful before them if a step was sent within `SETTLED`.
    void before_resize(const History& history, Size from, Size to, Clock::time_point now);
    void after_resize(const History& history, int columns, std::uint64_t rows_scrolled);
    /// The viewer has drawn step `number` and all before it. False if that was already known.
    bool acknowledged(std::uint64_t number, Clock::time_point now);

    /// When to call `next`: a time in the past means now; nothing means not until something changes or is acknowledged.
    [[nodiscard]] std::optional<Clock::time_point> due() const;
    /// Returns the next step, which leads to `to`; `rows` are that frame's rows. The number of `to` must be greater
    /// than that of the frame shown last.
    ViewerStep next(const ShownFrameRef& to, FrameRows& rows, Clock::time_point now);
    /// The frame shown last; null if there is none or it was dropped.
    [[nodiscard]] const ShownFrameRef& shown() const { return shown_; }
    /// The number of the frame shown last, even if that was dropped; 0 if nothing was shown.
    [[nodiscard]] std::uint64_t number() const { return number_; }
    /// To be called at `patience_deadline`: drops the frame shown last if the viewer has not acknowledged its step
    /// within `PATIENCE`.
    void drop_unacknowledged(Clock::time_point now);

    /// Whether the viewer has had something to draw for `PATIENCE`, but has acknowledged nothing in that time.
    [[nodiscard]] bool is_silent(Clock::time_point now) const;
    /// When `drop_unacknowledged` must be called next or `is_silent` becomes true, unless another event comes first;
    /// nothing if neither will happen. Right after a call of `drop_unacknowledged` the result is in the future.
    [[nodiscard]] std::optional<Clock::time_point> patience_deadline(Clock::time_point now) const;

    /// Everything was sent.
    [[nodiscard]] bool is_sent() const { return !dirty_ && !has_pending_rows_; }
    /// Everything was sent and drawn.
    [[nodiscard]] bool is_shown() const { return is_sent() && in_flight_.empty(); }
    /// Steps are in flight, and memory is kept for them.
    [[nodiscard]] bool is_waiting() const { return !in_flight_.empty() && shown_; }

 private:
    [[nodiscard]] static HistoryRow rows_before(const History& history, HistoryRow place, int rows);
    void start(const Frame& frame, FrameRows& rows, ViewerStep& step);
    void push(const Frame& frame, FrameRows& rows, Clock::time_point now, ViewerStep& step);
    void skip_to_newest(const Frame& frame, FrameRows& rows, ViewerStep& step);
    void take_rows(const Frame& frame, FrameRows& rows, ViewerStep& step);

    /// A step that is not yet acknowledged.
    struct InFlight {
        std::uint64_t number = 0;
        HistoryRow unsent; ///< `unsent_` after it
    };

    HistoryRequest request_;
    ShownFrameRef shown_;
    std::uint64_t number_ = 0;
    std::vector<InFlight> in_flight_; ///< oldest first
    Clock::time_point last_step_{};
    Clock::time_point last_change_{};
    Clock::time_point echo_until_{}; ///< until then steps follow each other sooner
    /// When the viewer was last known to keep up: when it got something to draw, or acknowledged a step. Unset if it
    /// has drawn everything.
    std::optional<Clock::time_point> behind_since_;
    bool dirty_ = true;
    bool urgent_ = true;
    bool finishing_ = false;
    bool started_ = false;
    bool has_pending_rows_ = false; ///< rows that left the top are pending
    HistoryRow unsent_;             ///< the first row of history that was not sent
    std::uint64_t rows_sent_ = 0;   ///< the same position as a number of rows since the session's start
    HistoryRow drawn_;              ///< `unsent_` after the last step that was acknowledged
    TextPosition resend_from_;      ///< during a resize: the position from which to send rows
    std::uint64_t extra_ = 0;       ///< steps that may be sent beyond `MAX_IN_FLIGHT`
};

} // namespace cleat
