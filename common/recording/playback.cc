#include "common/recording/playback.h"

#include <algorithm>
#include <utility>

namespace cleat {

namespace {
constexpr std::chrono::seconds MAX_LATE{1};
}

void Playback::pause(Moment now)
{
    if (!paused_) paused_ = passed(now);
}

void Playback::play(Moment now)
{
    if (paused_) set_passed(*std::exchange(paused_, std::nullopt), now);
}

void Playback::faster(Moment now)
{
    set_speed(std::min(speed_ * 2, FASTEST), now);
}

void Playback::slower(Moment now)
{
    set_speed(std::max(speed_ / 2, SLOWEST), now);
}

void Playback::set_speed(double speed, Moment now)
{
    const auto before = passed(now);
    speed_ = speed;
    if (!paused_) set_passed(before, now);
}

void Playback::set_passed(Span passed, Moment now)
{
    since_ = now - std::chrono::duration_cast<Moment::duration>(passed / speed_);
}

void Playback::jump(CastTime to, Moment now)
{
    at_ = to;
    since_ = now;
    if (paused_) paused_ = Span(0);
}

void Playback::took(CastTime event, Moment now)
{
    if (paused_) return jump(event, now);
    since_ += std::chrono::duration_cast<Moment::duration>(capped(event) / speed_);
    since_ = std::clamp<Moment>(since_, now - MAX_LATE, now);
    at_ = event;
}

/// The time from the last event to `event`, with the idle limit applied.
Playback::Span Playback::capped(CastTime event) const
{
    const auto gap = std::max(event - at_, CastTime(0));
    return idle_limit_ ? std::min(gap, *idle_limit_) : gap;
}

std::optional<std::chrono::microseconds> Playback::wait(CastTime event, Moment now) const
{
    if (paused_) return std::nullopt;
    const auto left = (capped(event) - passed(now)) / speed_;
    return std::chrono::ceil<std::chrono::microseconds>(std::max(left, Span(0)));
}

CastTime Playback::position(std::optional<CastTime> next, Moment now) const
{
    if (!next || *next <= at_) return at_;
    const auto whole = capped(*next);
    const double part = whole.count() > 0 ? std::clamp(passed(now) / whole, 0.0, 1.0) : 1;
    return at_ + std::chrono::duration_cast<CastTime>(Span(*next - at_) * part);
}

} // namespace cleat
