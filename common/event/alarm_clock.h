#pragma once

#include "common/base/unique_fd.h"

#include <chrono>
#include <optional>

namespace cleat {

/// A descriptor that becomes readable at a moment of the steady clock, to the nanosecond (timerfd_create(2)).
class AlarmClock {
 public:
    using Moment = std::chrono::steady_clock::time_point;

    /// Throws where the system has none to give.
    AlarmClock();

    [[nodiscard]] int descriptor() const { return clock_.get(); }
    /// Rings at `moment`, or before: one that is set to ring earlier stays so, and no system call is made. Who wants
    /// nothing at that earlier moment any more sets it anew then, which costs less than to set it whenever plans
    /// change.
    void ring_by(Moment moment);
    /// Takes note that it rings, and is not readable any more.
    void heard();

 private:
    UniqueFd clock_;
    std::optional<Moment> rings_;
};

} // namespace cleat
