#pragma once

#include <sys/types.h>

#include <optional>
#include <string_view>
#include <vector>

namespace cleat {

/// The parent and session of a process.
struct ProcessOrigin {
    pid_t parent = 0;
    pid_t session = 0; ///< session id, the pid of its leader: see setsid(2)

    bool operator==(const ProcessOrigin&) const = default;
};

/// Parses a line of /proc/PID/stat (proc(5)), whose second field is a name with arbitrary characters.
[[nodiscard]] std::optional<ProcessOrigin> parse_process_origin(std::string_view line);

/// The session leaders of a process and of its ancestors, nearest first, each once; at most 64 generations. Empty if
/// the process cannot be examined. For a process that init has adopted, only its own session leader.
[[nodiscard]] std::vector<pid_t> session_leaders_above(pid_t pid);

/// Whether the standard output of one process is the standard output or error of the other: the same terminal, pipe or
/// file.
[[nodiscard]] bool shares_output(pid_t one, pid_t other);

} // namespace cleat
