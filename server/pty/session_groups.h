#pragma once

#include <sys/types.h>

#include <optional>
#include <string_view>
#include <vector>

namespace cleat {

/// Who a process belongs to.
struct ProcessStatus {
    pid_t pid = 0;
    pid_t group = 0;
    pid_t session = 0;

    bool operator==(const ProcessStatus&) const = default;
};

/// Reads a line of /proc/PID/stat (proc(5)), whose second field is a name that may hold anything.
[[nodiscard]] std::optional<ProcessStatus> parse_process_status(std::string_view line);

/// The process groups that have a member in the session led, or once led, by `session`: jobs in the background too.
/// Looks through /proc; empty without it.
[[nodiscard]] std::vector<pid_t> groups_of_session(pid_t session);

/// Whether the process group `group` belongs to the session.
[[nodiscard]] bool is_group_of(pid_t group, pid_t session);

} // namespace cleat
