#pragma once

#include <sys/types.h>

namespace cleat::bench {

/// KiB of memory that a process shares with no other (proc(5), /proc/PID/smaps_rollup): what it has allocated, without
/// programs, libraries, and what others have mapped too. 0 for a process that is gone.
[[nodiscard]] double private_memory(pid_t pid);

} // namespace cleat::bench
