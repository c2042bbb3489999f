#pragma once

#include "common/event/loop.h"
#include "server/pty/process_scan.h"

#include <functional>
#include <optional>
#include <vector>

namespace cleat {

/// Scans the processes of the host for all sessions: requests made during a scan share the next one, so the number of
/// scans does not grow with the number of requests. A scan reads a few processes at a time and lets other work run in
/// between, and there is a pause between scans.
class ProcessScans {
 public:
    using OnScanned = std::function<void(const ProcessTable&)>;

    explicit ProcessScans(Loop& loop);

    /// Calls `done` once, never from within this call, after a scan that started later than this call. Callbacks run in
    /// the order of the requests. `done` may call `ask` again.
    void ask(OnScanned done);

    /// Number of scans started.
    [[nodiscard]] std::size_t looks() const { return looks_; }

 private:
    void resume();
    void begin();
    void finish();

    Timer timer_;
    std::optional<ProcessScan> scan_; ///< while a scan is in progress
    std::vector<OnScanned> asked_;    ///< waiting for the next scan
    std::vector<OnScanned> answered_; ///< waiting for the current scan
    std::size_t looks_ = 0;
};

} // namespace cleat
