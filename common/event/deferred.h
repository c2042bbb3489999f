#pragma once

#include "common/event/loop.h"

#include <functional>
#include <memory>
#include <utility>

namespace cleat {

/// An object's deferred calls, as a member of that object: once the member is destroyed, none of them runs. Declare it
/// last, so that nothing runs while the other members are being destroyed.
///
/// A callback may destroy the object that owns this member. The callback's captures stay valid until it returns; the
/// object's members do not. The captures of a task that no longer runs are destroyed when the loop reaches it,
/// those of a wrapped callback when its holder destroys the wrapper. For one task that runs repeatedly use
/// `DeferredTask`.
class Deferred {
 public:
    /// `loop` is borrowed for this object's life.
    explicit Deferred(Loop& loop) : loop_(loop) {}
    ~Deferred() = default;
    Deferred(const Deferred&) = delete;
    Deferred& operator=(const Deferred&) = delete;

    /// Runs `task` once, as `Loop::defer` does: after this turn's callbacks, in the order of the calls. Tasks deferred
    /// by a task run in the next turn.
    void run(std::function<void()> task)
    {
        loop_.defer([alive = std::weak_ptr(alive_), task = std::move(task)] {
            if (!alive.expired()) task();
        });
    }

    /// Wraps `callback` for a caller that may outlive this object. The wrapper returns nothing, and does nothing once
    /// this object is destroyed.
    template <class Callback>
    [[nodiscard]] auto guard(Callback callback) const
    {
        return [alive = std::weak_ptr(alive_), callback = std::move(callback)](auto&&... arguments) mutable {
            if (!alive.expired()) callback(std::forward<decltype(arguments)>(arguments)...);
        };
    }

 private:
    Loop& loop_;
    std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

} // namespace cleat
