#include "common/event/turns.h"

#include "common/event/work_clock.h"

#include <chrono>
#include <utility>

namespace cleat {

Turns::Turns(Loop& loop, int rest) : rest_(rest), next_(loop, [this] { take_next(); }) {}

/// A timer started while timers run is due in the next turn of the loop.
void Turns::take_next()
{
    if (asked_.empty()) return;
    Turn& turn = *asked_.front();
    turn.stop();
    const auto began = WorkClock::now();
    turn.on_turn_();
    const auto rest = std::chrono::ceil<std::chrono::microseconds>(rest_ * (WorkClock::now() - began));
    if (!asked_.empty() || rest > rest.zero()) next_.start(rest);
}

Turn::Turn(Turns& turns, std::function<void()> on_turn) : turns_(turns), on_turn_(std::move(on_turn)) {}

Turn::~Turn()
{
    stop();
}

void Turn::ask()
{
    if (place_) return;
    place_ = turns_.asked_.insert(turns_.asked_.end(), this);
    if (!turns_.next_.is_running()) turns_.next_.start(std::chrono::microseconds(0));
}

void Turn::stop()
{
    if (const auto old = std::exchange(place_, std::nullopt)) turns_.asked_.erase(*old);
}

} // namespace cleat
