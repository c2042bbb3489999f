#include "common/event/deferred_task.h"

#include <cstdint>
#include <utility>

namespace cleat {

struct DeferredTask::State {
    std::function<void()> task;
    std::uint64_t scheduled = 0; ///< how many times it was scheduled
    bool is_pending = false;
};

DeferredTask::DeferredTask(Loop& loop, std::function<void()> task)
    : loop_(loop), state_(std::make_shared<State>(State{std::move(task)}))
{}

void DeferredTask::schedule()
{
    if (std::exchange(state_->is_pending, true)) return;
    loop_.defer([weak = std::weak_ptr(state_), number = ++state_->scheduled] {
        const auto state = weak.lock();
        // A task that was cancelled and scheduled again since has another number.
        if (!state || !state->is_pending || state->scheduled != number) return;
        state->is_pending = false;
        state->task();
    });
}

void DeferredTask::cancel()
{
    state_->is_pending = false;
}

bool DeferredTask::is_pending() const
{
    return state_->is_pending;
}

} // namespace cleat
