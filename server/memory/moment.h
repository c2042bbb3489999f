#pragma once

#include <chrono>
#include <cstdint>

namespace cleat {

/// A time of CLOCK_MONOTONIC (the loop's `Clock`) in microseconds, as stored in logs and memories.
[[nodiscard]] inline std::int64_t to_microseconds(std::chrono::steady_clock::time_point moment)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(moment.time_since_epoch()).count();
}

[[nodiscard]] inline std::chrono::steady_clock::time_point from_microseconds(std::int64_t microseconds)
{
    return std::chrono::steady_clock::time_point(std::chrono::microseconds(microseconds));
}

} // namespace cleat
