#pragma once

#include <sys/types.h>

namespace cleat::bench {

/// Seconds of processor time that a process's first thread has used (proc(5), /proc/PID/schedstat, where the kernel has
/// it, or else in steps of a clock tick, /proc/PID/stat, fields 14 and 15). 0 for a process that is gone.
[[nodiscard]] double cpu_time(pid_t pid);

} // namespace cleat::bench
