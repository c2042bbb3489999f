#pragma once

#include "common/base/unique_fd.h"
#include "server/pty/process_table.h"

#include <cstddef>
#include <vector>

namespace cleat {

/// Reads the processes of the machine from /proc (proc(5)), a few at a time, so that a long list holds nobody up.
class ProcessScan {
 public:
    ProcessScan();

    /// Reads some twenty processes more. False when that was all, at once where there is no /proc.
    [[nodiscard]] bool read_more();
    /// Processes that were read.
    [[nodiscard]] std::size_t size() const { return processes_.size(); }
    /// What was read.
    [[nodiscard]] ProcessTable table() const { return ProcessTable(processes_); }

 private:
    void read(const char* pid);

    UniqueFd directory_;
    std::vector<ProcessStatus> processes_;
};

/// All processes, at once. Empty without /proc.
[[nodiscard]] ProcessTable read_processes();

} // namespace cleat
