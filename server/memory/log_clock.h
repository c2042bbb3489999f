#pragma once

#include <ctime>

#include <cstdint>

namespace cleat {

/// The time now on the clock by which a session's log tells when it was read: microseconds of CLOCK_MONOTONIC.
[[nodiscard]] inline std::int64_t log_time_now()
{
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return std::int64_t{time.tv_sec} * 1'000'000 + time.tv_nsec / 1'000;
}

} // namespace cleat
