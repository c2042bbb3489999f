#pragma once

#include "common/base/unique_fd.h"
#include "common/event/boot_clock.h"
#include "common/event/loop.h"

#include <functional>

namespace cleat {

/// Calls back once, when a moment has come, never before; at once when the machine wakes up after it. Not running at
/// first. The callback may start it again, but never destroy it (use `Loop::defer`).
class BootTimer {
 public:
    /// Throws where the system has no timer to give.
    BootTimer(Loop& loop, std::function<void()> on_time);

    /// Starts, or starts anew.
    void start(BootClock::time_point moment);
    void stop();

    [[nodiscard]] int descriptor() const { return timer_.get(); }

 private:
    void ring();

    std::function<void()> on_time_;
    UniqueFd timer_;
    FdWatch watch_;
};

} // namespace cleat
