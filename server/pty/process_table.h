#pragma once

#include <sys/types.h>

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace cleat {

/// The process group and session of a process.
struct ProcessStatus {
    pid_t pid = 0;
    pid_t group = 0;
    pid_t session = 0;

    bool operator==(const ProcessStatus&) const = default;
};

/// Parses a line of /proc/PID/stat (proc(5)), whose second field is a name with arbitrary characters.
[[nodiscard]] std::optional<ProcessStatus> parse_process_status(std::string_view line);

/// The process groups of the host by session, at one moment: read once for all sessions, since it takes a scan of every
/// process.
class ProcessTable {
 public:
    ProcessTable() = default;
    explicit ProcessTable(const std::vector<ProcessStatus>& processes);

    /// The groups that have a member in the session led, or once led, by `session`, including background jobs. In
    /// ascending order.
    [[nodiscard]] std::vector<pid_t> groups_of(pid_t session) const;
    /// Whether `group` has a member in the session. A group survives its leader.
    [[nodiscard]] bool has_group(pid_t group, pid_t session) const;

    bool operator==(const ProcessTable&) const = default;

 private:
    std::vector<std::pair<pid_t, pid_t>> groups_; ///< session and group, each pair once, in ascending order
};

/// Whether a process with the id `group` exists, leads its process group, and is in the session. True for most groups;
/// checked with system calls, without scanning every process.
[[nodiscard]] bool leads_group_in(pid_t group, pid_t session);

} // namespace cleat
