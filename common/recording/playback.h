#pragma once

#include "common/recording/cast_event.h"

#include <chrono>
#include <optional>

namespace cleat {

/// Where playing is, as time goes by: which is told, by a clock that never goes back. Knows of the events only when the
/// last one was and when the next one is.
class Playback {
 public:
    using Moment = std::chrono::steady_clock::time_point;

    static constexpr double SLOWEST = 1.0 / 16;
    static constexpr double FASTEST = 64;

    /// Plays from the beginning.
    explicit Playback(Moment now) : since_(now) {}

    [[nodiscard]] bool is_paused() const { return paused_.has_value(); }
    void pause(Moment now);
    void play(Moment now);

    /// Recorded seconds for each that passes.
    [[nodiscard]] double speed() const { return speed_; }
    /// Doubles the speed, or halves it.
    void faster(Moment now);
    void slower(Moment now);

    /// The time between two events counts as no more than that; nothing is no limit.
    void set_idle_limit(std::optional<CastTime> limit) { idle_limit_ = limit; }
    [[nodiscard]] std::optional<CastTime> idle_limit() const { return idle_limit_; }

    /// Goes on from another place.
    void jump(CastTime to, Moment now);
    /// An event that was due took effect. Being late with it makes the next ones no later; but not if that is by more
    /// than a second, as after the process was stopped.
    void took(CastTime event, Moment now);

    /// How long to wait for an event at that time; nothing while paused. Zero where it is due.
    [[nodiscard]] std::optional<std::chrono::microseconds> wait(CastTime event, Moment now) const;
    /// The time in the recording, given that of the next event.
    [[nodiscard]] CastTime position(std::optional<CastTime> next, Moment now) const;

 private:
    using Span = std::chrono::duration<double, std::micro>;

    [[nodiscard]] Span capped(CastTime event) const;
    [[nodiscard]] Span passed(Moment now) const { return paused_ ? *paused_ : Span(now - since_) * speed_; }
    void set_passed(Span passed, Moment now);
    void set_speed(double speed, Moment now);

    CastTime at_{};              ///< of the last event, or where it was gone to
    Moment since_;               ///< when that was
    std::optional<Span> paused_; ///< what had passed since, in recorded time
    double speed_ = 1;
    std::optional<CastTime> idle_limit_;
};

} // namespace cleat
