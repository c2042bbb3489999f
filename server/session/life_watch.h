#pragma once

#include "server/session/lifetime.h"

#include <functional>

namespace cleat {

/// A session's `Lifetime` with a timer: calls `send` for each signal when it is due.
class LifeWatch {
 public:
    LifeWatch(Loop& loop, const LifetimeState& state, std::function<void(int signal)> send);

    /// Does what `Lifetime::occupied` does. False if nothing changed.
    bool occupied();
    void deserted();
    void used();
    void ended();

    [[nodiscard]] const Lifetime& lifetime() const { return lifetime_; }

 private:
    void look();
    void wait();

    Loop& loop_;
    Lifetime lifetime_;
    std::function<void(int signal)> send_;
    Timer timer_;
};

} // namespace cleat
