#pragma once

#include <sys/types.h>

namespace cleat::bench {

/// Seconds of CPU time used by a process's main thread (proc(5): /proc/PID/schedstat if the kernel has it, else
/// /proc/PID/stat, fields 14 and 15, in clock ticks). 0 for a process that has ended.
[[nodiscard]] double cpu_time(pid_t pid);

} // namespace cleat::bench
