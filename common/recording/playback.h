#pragma once

#include "common/recording/cast_event.h"

#include <chrono>
#include <optional>

namespace cleat {

/// The playback position as time passes. The caller supplies the time, from a clock that never goes back. Knows only
/// the times of the last and the next event.
class Playback {
 public:
    using Moment = std::chrono::steady_clock::time_point;

    static constexpr double SLOWEST = 1.0 / 16;
    static constexpr double FASTEST = 64;

    /// Plays from the start.
    explicit Playback(Moment now) : since_(now) {}

    [[nodiscard]] bool is_paused() const { return paused_.has_value(); }
    void pause(Moment now);
    void play(Moment now);

    /// Recorded seconds per second.
    [[nodiscard]] double speed() const { return speed_; }
    /// Doubles the speed, or halves it.
    void faster(Moment now);
    void slower(Moment now);

    /// The time between two events counts as no more than this; nothing means no limit.
    void set_idle_limit(std::optional<CastTime> limit) { idle_limit_ = limit; }
    [[nodiscard]] std::optional<CastTime> idle_limit() const { return idle_limit_; }

    /// Continues from another position.
    void jump(CastTime to, Moment now);
    /// A due event was applied. An event that is applied up to a second late does not delay the next ones; an event
    /// applied later than that does, for example after the process was stopped.
    void took(CastTime event, Moment now);

    /// How long to wait for an event at that time; nothing while paused, zero if it is due.
    [[nodiscard]] std::optional<std::chrono::microseconds> wait(CastTime event, Moment now) const;
    /// The position in the recording, given the time of the next event.
    [[nodiscard]] CastTime position(std::optional<CastTime> next, Moment now) const;

 private:
    using Span = std::chrono::duration<double, std::micro>;

    [[nodiscard]] Span capped(CastTime event) const;
    [[nodiscard]] Span passed(Moment now) const { return paused_ ? *paused_ : Span(now - since_) * speed_; }
    void set_passed(Span passed, Moment now);
    void set_speed(double speed, Moment now);

    CastTime at_{};              ///< of the last event, or the target of the last jump
    Moment since_;               ///< when `at_` was reached, or would have been at the present speed
    std::optional<Span> paused_; ///< while paused: the recorded time passed since `at_`
    double speed_ = 1;
    std::optional<CastTime> idle_limit_;
};

} // namespace cleat
