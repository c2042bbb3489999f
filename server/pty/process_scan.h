#pragma once

#include "common/base/unique_fd.h"
#include "server/pty/process_table.h"

#include <cstddef>
#include <vector>

namespace cleat {

/// Reads the processes of the host from /proc (proc(5)), a few at a time, so that a long list does not block the
/// caller.
class ProcessScan {
 public:
    ProcessScan();

    /// Reads about twenty more processes. False if none are left; without /proc, the first call returns false.
    [[nodiscard]] bool read_more();
    /// Number of processes read so far.
    [[nodiscard]] std::size_t size() const { return processes_.size(); }
    /// The processes read so far.
    [[nodiscard]] ProcessTable table() const { return ProcessTable(processes_); }

 private:
    void read(const char* pid);

    UniqueFd directory_;
    std::vector<ProcessStatus> processes_;
};

/// Reads all processes at once. Empty without /proc.
[[nodiscard]] ProcessTable read_processes();

} // namespace cleat
