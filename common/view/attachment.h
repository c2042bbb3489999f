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

/// How much history a viewer wants in its terminal's own scrollback.
struct HistoryWish {
    std::uint64_t first = 1'000;     ///< rows at the beginning
    std::uint64_t catch_up = 10'000; ///< rows at most after output that was too fast to follow

    bool operator==(const HistoryWish&) const = default;
};

/// What a viewer is told at once: the difference from one frame to another. The same for all viewers who were shown and
/// told the same before.
struct ViewerStep {
    ShownFrameRef from; ///< null: everything is told
    ShownFrameRef to;
    std::shared_ptr<const TakenRows> rows; ///< those that left the top, or null
    std::uint64_t skipped = 0;             ///< rows that left before those and are not told
};

/// What one viewer was shown, and so what it is to be shown next. Nothing is queued for it: a step is always taken from
/// what it was shown to what is there now, and at most two are under way, or three after its terminal was resized. Rows
/// that leave the top travel in the step; where they are more than a step may carry, they become a debt that is paid
/// when the output pauses, newest rows only.
class Attachment {
 public:
    static constexpr std::uint64_t MOST_UNDER_WAY = 2;
    static constexpr std::size_t MOST_PUSHED = FrameRows::MOST_ROWS;
    /// Between two steps of a flood.
    static constexpr std::chrono::milliseconds PACE{8};
    /// The same for so long after a key.
    static constexpr std::chrono::milliseconds ECHO_PACE{2};
    static constexpr std::chrono::milliseconds ECHO_WITHIN{24};
    /// Without output for so long, a debt is paid.
    static constexpr std::chrono::milliseconds PAUSE{40};
    /// Without an acknowledgement for so long, what was shown is forgotten.
    static constexpr std::chrono::milliseconds PATIENCE{2'000};
    /// What was drawn longer ago than this is on the viewer's terminal for sure.
    static constexpr std::chrono::milliseconds SETTLED{250};

    explicit Attachment(HistoryWish wish) : wish_(wish) {}

    /// The session's screen changed, or may have.
    void changed(Clock::time_point now);
    /// What was shown last is not yet what there is.
    void more_to_come() { dirty_ = true; }
    /// The viewer typed: what comes next is shown at once, and what comes after that soon, for a moment: in a flood the
    /// first that comes is seldom what came of the key.
    void urge(Clock::time_point now);
    /// The session's program ended: nothing more comes, so that no pause is waited for.
    void finish() { finishing_ = true; }
    /// The viewer's own terminal changed: the step that follows it may be sent on top of those under way, for the
    /// viewer draws nothing of the old size any more.
    void follow_resize() { extra_ = 1; }
    /// Before and after the session was given another size. Rows that the change moves from the screen to the history
    /// are told as any others that leave, and again when they leave once more after a change that brought them back: a
    /// viewer knows by their positions which of them its terminal has. Rows that it may not have drawn, or drew while
    /// its terminal was changing, are told again: all those under way, and a screenful where output was being drawn.
    void before_resize(const History& history, Size from, Size to, Clock::time_point now);
    void after_resize(const History& history, int columns, std::uint64_t rows_scrolled);
    /// The viewer has drawn the step of that number and all before it. False where that is not news.
    bool acknowledged(std::uint64_t number, Clock::time_point now);

    /// When `next` is to be called: a time in the past means now, nothing means not before something changes or is
    /// acknowledged.
    [[nodiscard]] std::optional<Clock::time_point> due() const;
    /// The next step, to `to`, of which `rows` are the rows: a frame with a greater number than the one shown last, but
    /// no older one.
    ViewerStep next(const ShownFrameRef& to, FrameRows& rows, Clock::time_point now);
    /// What was shown last; null where that is nothing, or is forgotten.
    [[nodiscard]] const ShownFrameRef& shown() const { return shown_; }
    /// Its number, also when it is forgotten; 0 where nothing was shown.
    [[nodiscard]] std::uint64_t number() const { return number_; }
    /// To be called now and then while `is_waiting`: forgets what was shown to a viewer that does not answer.
    void lose_patience(Clock::time_point now);

    /// There has been something for it to draw for `PATIENCE`, and it has acknowledged nothing in that time.
    [[nodiscard]] bool is_silent(Clock::time_point now) const;
    /// When `lose_patience` is to be called next, or `is_silent` becomes true, if nothing happens; nothing where
    /// neither will. After `lose_patience` it is in the future.
    [[nodiscard]] std::optional<Clock::time_point> patience_ends(Clock::time_point now) const;

    /// Everything was told.
    [[nodiscard]] bool is_told() const { return !dirty_ && !owes_; }
    /// Everything was told, and drawn.
    [[nodiscard]] bool is_shown() const { return is_told() && under_way_.empty(); }
    /// Steps are under way, and memory is held for them.
    [[nodiscard]] bool is_waiting() const { return !under_way_.empty() && shown_; }

 private:
    [[nodiscard]] static HistoryRow rows_before(const History& history, HistoryRow place, int rows);
    void start(const Frame& frame, FrameRows& rows, ViewerStep& step);
    void push(const Frame& frame, FrameRows& rows, Clock::time_point now, ViewerStep& step);
    void skip_to_newest(const Frame& frame, FrameRows& rows, ViewerStep& step);
    void take_rows(const Frame& frame, FrameRows& rows, ViewerStep& step);

    /// A step that was not acknowledged.
    struct UnderWay {
        std::uint64_t number = 0;
        HistoryRow unsent; ///< `unsent_` after it
    };

    HistoryWish wish_;
    ShownFrameRef shown_;
    std::uint64_t number_ = 0;
    std::vector<UnderWay> under_way_; ///< oldest first
    Clock::time_point last_step_{};
    Clock::time_point last_change_{};
    Clock::time_point echo_until_{}; ///< steps follow each other sooner
    /// When it was last known to keep up: began to have something to draw, or acknowledged. None where it has drawn
    /// all.
    std::optional<Clock::time_point> behind_since_;
    bool dirty_ = true;
    bool urgent_ = true;
    bool finishing_ = false;
    bool started_ = false;
    bool owes_ = false;           ///< rows left the top that were not sent
    HistoryRow unsent_;           ///< where the rows of history begin that were not sent
    std::uint64_t rows_sent_ = 0; ///< the same, as a number of rows since the session's beginning
    HistoryRow drawn_;            ///< `unsent_` after the last step that was acknowledged
    TextPosition tell_from_;      ///< across a resize: where to go on, or to begin again
    std::uint64_t extra_ = 0;     ///< steps that may be sent beyond `MOST_UNDER_WAY`
};

} // namespace cleat
