#pragma once

#include <chrono>
#include <ctime>

namespace cleat {

/// The time since the host booted, including suspended time and unaffected by clock changes (`CLOCK_BOOTTIME`,
/// clock_gettime(2)); the loop's `Clock` stops while the host is suspended. For durations that users specify, which
/// must elapse even while the host is suspended.
struct BootClock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<BootClock>;
    static constexpr bool is_steady = true;

    static time_point now() noexcept
    {
        timespec out{};
        ::clock_gettime(CLOCK_BOOTTIME, &out);
        return time_point(std::chrono::seconds(out.tv_sec) + std::chrono::nanoseconds(out.tv_nsec));
    }
};

} // namespace cleat
