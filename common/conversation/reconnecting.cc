#include "common/conversation/reconnecting.h"

#include <algorithm>

namespace cleat {

Reconnecting::Reconnecting(Times times, Clock::time_point now)
    : times_(times), heard_(now), pinged_(now), due_(now + ping_every()), wait_(times.first_wait)
{}

void Reconnecting::lost(Clock::time_point now)
{
    if (phase_ == Phase::up) lost_ = now;
    phase_ = Phase::waiting;
    due_ = std::min(now + wait_, lost_ + times_.give_up);
    wait_ = std::min(wait_ * 2, times_.longest_wait);
}

void Reconnecting::restored(Clock::time_point now)
{
    *this = Reconnecting(times_, now);
}

Reconnecting::Task Reconnecting::next_task(Clock::time_point now)
{
    if (now < due_) return Task::nothing;
    if (phase_ != Phase::waiting) return watch_silence(now);
    if (now - lost_ >= times_.give_up) return Task::give_up;
    phase_ = Phase::trying;
    ++tries_;
    heard_ = pinged_ = now;
    due_ = now + ping_every();
    return Task::connect;
}

Reconnecting::Task Reconnecting::watch_silence(Clock::time_point now)
{
    // A call this late means that this process itself was stopped: what arrived meanwhile has yet to be read.
    if (now - due_ >= ping_every()) heard_ = now;
    const bool is_silent = now - heard_ >= times_.silence;
    const bool pings = !is_silent && now - pinged_ >= ping_every();
    if (pings) pinged_ = now;
    due_ = std::min(heard_ + times_.silence, pinged_ + ping_every());
    if (is_silent) return Task::drop;
    return pings && phase_ == Phase::up ? Task::ping : Task::nothing;
}

} // namespace cleat
