#pragma once

#include "common/base/unique_fd.h"

#include <chrono>
#include <optional>

namespace cleat {

/// A descriptor that becomes readable at a point in time of the steady clock, with nanosecond resolution
/// (timerfd_create(2)).
class AlarmClock {
 public:
    using Moment = std::chrono::steady_clock::time_point;

    /// Throws if the system cannot create a timer.
    AlarmClock();

    [[nodiscard]] int descriptor() const { return clock_.get(); }
    /// Rings at `moment` or earlier: if it is already set to an earlier time, that time stays and no system call is
    /// made. A caller with nothing to do at the earlier time sets it again when it rings, which is cheaper than setting
    /// it at each change.
    void ring_by(Moment moment);
    /// Acknowledges the alarm; the descriptor is no longer readable.
    void heard();

 private:
    UniqueFd clock_;
    std::optional<Moment> rings_;
};

} // namespace cleat
