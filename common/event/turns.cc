#include "common/event/turns.h"

#include "common/event/work_clock.h"

#include <chrono>
#include <utility>

namespace cleat {

Turns::Turns(Loop& loop, int rest) : rest_(rest), next_(loop, [this] { take_next(); }) {}

/// Runs one piece of work and schedules the next one: a timer started in a timer's callback, as here, is due in the
/// next turn of the loop at the earliest.
void Turns::take_next()
{
    if (requested_.empty()) return;
    Turn& turn = *requested_.front();
    turn.stop();
    const auto began = WorkClock::now();
    turn.on_turn_();
    const auto rest = std::chrono::ceil<std::chrono::microseconds>(rest_ * (WorkClock::now() - began));
    if (!requested_.empty() || rest > rest.zero()) next_.start(rest);
}

Turn::Turn(Turns& turns, std::function<void()> on_turn) : turns_(turns), on_turn_(std::move(on_turn)) {}

Turn::~Turn()
{
    stop();
}

void Turn::ask()
{
    if (position_) return;
    position_ = turns_.requested_.insert(turns_.requested_.end(), this);
    if (!turns_.next_.is_running()) turns_.next_.start(std::chrono::microseconds(0));
}

void Turn::stop()
{
    if (const auto old = std::exchange(position_, std::nullopt)) turns_.requested_.erase(*old);
}

} // namespace cleat
