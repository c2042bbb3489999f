#pragma once

#include "common/event/loop.h"

#include <functional>
#include <memory>

namespace cleat {

/// A task that an object runs later, as often as it is scheduled but at most once a turn of the loop; a member of that
/// object. It is not run any more once the member is destroyed. Declare it last, so that it is not run while the other
/// members are being destroyed.
class DeferredTask {
 public:
    /// `loop` is borrowed for this object's life.
    DeferredTask(Loop& loop, std::function<void()> task);
    ~DeferredTask() = default;
    DeferredTask(const DeferredTask&) = delete;
    DeferredTask& operator=(const DeferredTask&) = delete;

    /// Runs the task after this turn's callbacks, among what was deferred by then, as `Loop::defer` does. One that is
    /// pending already keeps its turn. The task may schedule itself, for the next turn; it may also destroy this
    /// object, and keeps what it has captured until it returns.
    void schedule();
    /// A task that is pending is not run.
    void cancel();
    /// It was scheduled, and has not begun to run.
    [[nodiscard]] bool is_pending() const;

 private:
    struct State;

    Loop& loop_;
    std::shared_ptr<State> state_; ///< nobody else holds it for longer than a call
};

} // namespace cleat
