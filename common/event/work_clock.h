#pragma once

#include "common/event/loop.h"

#include <ctime>

namespace cleat {

#if defined(__SANITIZE_ADDRESS__)
#define CLEAT_IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CLEAT_IS_SANITIZED 1
#endif
#endif

/// How much longer this build takes for the same work: about ten times with sanitizers.
#ifdef CLEAT_IS_SANITIZED
inline constexpr int WORK_TAKES = 10;
#else
inline constexpr int WORK_TAKES = 1;
#endif

/// The CPU time of this thread (clock_gettime(2), CLOCK_THREAD_CPUTIME_ID), divided by `WORK_TAKES`. For charging
/// clients for work without charging them for a busy host or for sanitizers.
struct WorkClock {
    [[nodiscard]] static Clock::duration now()
    {
        timespec spent{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
        return std::chrono::duration_cast<Clock::duration>(std::chrono::seconds(spent.tv_sec) +
                                                           std::chrono::nanoseconds(spent.tv_nsec)) /
               WORK_TAKES;
    }
};

} // namespace cleat
