#pragma once

#include "common/event/loop.h"

#include <functional>
#include <memory>
#include <utility>

namespace cleat {

/// What an object has asked to be called with later, as a member of that object: once the member is destroyed none of
/// it is called any more. Declare it last, so that nothing is called while the other members are being destroyed.
///
/// A callback may destroy the object that owns this member. What the callback has captured stays valid until it
/// returns; members of the object do not. What is dropped keeps its captures until the loop, or whoever holds the
/// callback, comes to it. For one task that is run again and again use `DeferredTask`.
class Deferred {
 public:
    /// `loop` is borrowed for this object's life.
    explicit Deferred(Loop& loop) : loop_(loop) {}
    ~Deferred() = default;
    Deferred(const Deferred&) = delete;
    Deferred& operator=(const Deferred&) = delete;

    /// Runs `task` once, as `Loop::defer` does: after this turn's callbacks, in the order of the calls. What a task
    /// defers runs in the next turn.
    void run(std::function<void()> task)
    {
        loop_.defer([alive = std::weak_ptr(alive_), task = std::move(task)] {
            if (!alive.expired()) task();
        });
    }

    /// `callback`, for somebody else to call, who may outlive this object. It returns nothing, and does nothing once
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
