#pragma once

#include "common/event/loop.h"
#include "server/pty/process_scan.h"

#include <functional>
#include <optional>
#include <vector>

namespace cleat {

/// Looks at the processes of the machine for all sessions: those that ask meanwhile share the next look, so that the
/// number of looks does not depend on theirs. A look takes a few processes at a time, with time for everything else
/// between, and there is a pause between one and the next.
class ProcessLooks {
 public:
    using OnLooked = std::function<void(const ProcessTable&)>;

    explicit ProcessLooks(Loop& loop);

    /// Calls `done` once, after a look that began after this call, never from within it; in the order of the calls. It
    /// may ask again.
    void ask(OnLooked done);

    /// Looks that were begun.
    [[nodiscard]] std::size_t looks() const { return looks_; }

 private:
    void go_on();
    void begin();
    void finish();

    Timer timer_;
    std::optional<ProcessScan> scan_; ///< while there is a look
    std::vector<OnLooked> asked_;     ///< the next look is for these
    std::vector<OnLooked> answered_;  ///< this look is for these
    std::size_t looks_ = 0;
};

} // namespace cleat
