#pragma once

#include <sys/types.h>

namespace cleat::bench {

/// Seconds of processor time that a process has used, in user and kernel mode together (proc(5), /proc/PID/stat, fields
/// 14 and 15). In steps of a clock tick, 10 ms on most systems. 0 for a process that is gone.
[[nodiscard]] double cpu_time(pid_t pid);

} // namespace cleat::bench
