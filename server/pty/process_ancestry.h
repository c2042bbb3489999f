#pragma once

#include <sys/types.h>

#include <optional>
#include <string_view>
#include <vector>

namespace cleat {

/// Where a process comes from.
struct ProcessOrigin {
    pid_t parent = 0;
    pid_t session = 0; ///< that of its leader: see setsid(2)

    bool operator==(const ProcessOrigin&) const = default;
};

/// Reads a line of /proc/PID/stat (proc(5)), whose second field is a name that may hold anything.
[[nodiscard]] std::optional<ProcessOrigin> parse_process_origin(std::string_view line);

/// The leaders of the sessions of a process and of its ancestors, nearest first, each once; of 64 generations at most.
/// Empty where the process is not to be seen. A process that went away from its parent has none but its own.
[[nodiscard]] std::vector<pid_t> session_leaders_above(pid_t pid);

/// Whether the standard output of one process is the standard output or error of the other: the same terminal, pipe or
/// file.
[[nodiscard]] bool writes_where(pid_t one, pid_t other);

} // namespace cleat
