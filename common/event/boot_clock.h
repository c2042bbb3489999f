#pragma once

#include <chrono>
#include <ctime>

namespace cleat {

/// The time since the machine was started, whatever was done to its calendar, and with the time that it slept
/// (`CLOCK_BOOTTIME`, clock_gettime(2)); `Clock`, the loop's, stands still meanwhile. For what is promised to people: a
/// time that is over when they look at the clock on the wall.
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
