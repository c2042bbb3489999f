#pragma once

#include <ctime>

#include <cstdint>

namespace cleat {

/// The current time on the clock of a session's log: microseconds of CLOCK_MONOTONIC.
[[nodiscard]] inline std::int64_t log_time_now()
{
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return std::int64_t{time.tv_sec} * 1'000'000 + time.tv_nsec / 1'000;
}

} // namespace cleat
