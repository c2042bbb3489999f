#pragma once

#include <sys/types.h>

namespace cleat::bench {

/// KiB of a process's private memory (proc(5), /proc/PID/smaps_rollup): what it has allocated, without programs,
/// libraries and memory that other processes have mapped too. 0 for a process that has ended.
[[nodiscard]] double private_memory(pid_t pid);

} // namespace cleat::bench
