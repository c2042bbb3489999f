#pragma once

#include "common/event/loop.h"

#include <functional>
#include <memory>

namespace cleat {

/// A task that runs later, at most once per turn of the loop however often it is scheduled. Make it a member of the
/// object that the task works on: the task does not run once this member is destroyed. Declare it last: it is then
/// destroyed first, and the task does not run while the other members are being destroyed.
class DeferredTask {
 public:
    /// `loop` is borrowed for this object's life.
    DeferredTask(Loop& loop, std::function<void()> task);
    ~DeferredTask() = default;
    DeferredTask(const DeferredTask&) = delete;
    DeferredTask& operator=(const DeferredTask&) = delete;

    /// Runs the task after this turn's callbacks, in order among the deferred tasks, as `Loop::defer` does. A task
    /// already pending keeps its position. The task may schedule itself for the next turn; it may also destroy this
    /// object, and its captures stay valid until it returns.
    void schedule();
    /// Cancels a pending run.
    void cancel();
    /// Whether the task is scheduled and has not started.
    [[nodiscard]] bool is_pending() const;

 private:
    struct State;

    Loop& loop_;
    std::shared_ptr<State> state_; ///< a running call of the task shares it
};

} // namespace cleat
