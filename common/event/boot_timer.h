#pragma once

#include "common/base/unique_fd.h"
#include "common/event/boot_clock.h"
#include "common/event/loop.h"

#include <functional>

namespace cleat {

/// Calls back once at a point in time, never before; if the host was suspended at that time, as soon as it resumes.
/// Initially stopped. The callback may start the timer again but must not destroy it (use `Loop::defer`).
class BootTimer {
 public:
    /// Throws if the system cannot create a timer.
    BootTimer(Loop& loop, std::function<void()> on_time);

    /// Starts or restarts the timer.
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
