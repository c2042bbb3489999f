#pragma once

#include "common/event/deferred.h"
#include "common/event/loop.h"

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace cleat {

/// The progress of an `Ending`.
struct EndProgress {
    std::chrono::milliseconds grace{};
    Clock::time_point next;            ///< when the next signal is due
    std::uint64_t signals = 0;         ///< number of signals sent
    std::chrono::milliseconds pause{}; ///< before the next check for remaining process groups

    bool operator==(const EndProgress&) const = default;
};

/// Ends a session's program on request: sends SIGHUP, SIGTERM and SIGKILL to all remaining process groups of the
/// session, each a grace period after the previous one. Once the program has ended, ending is over when no group is
/// left, or 2 s after SIGKILL at the latest. SIGHUP is followed by SIGCONT, without which a stopped process would not
/// handle it.
class Ending {
 public:
    using OnDone = std::function<void()>;
    using OnGroups = std::function<void(const std::vector<pid_t>& groups)>;
    struct Handlers {
        /// Calls `done` once, later, with the process groups of the session that exist at that time.
        std::function<void(OnGroups done)> look;
        /// Sends a signal to one of these groups.
        std::function<void(pid_t group, int number)> signal;
        /// Ending is over. Called before the `done` callbacks of `begin`.
        std::function<void()> on_over;
    };

    /// `loop` is borrowed for this object's life.
    Ending(Loop& loop, Handlers handlers);

    /// Continues what the previous worker had started.
    void resume(const EndProgress& progress);
    [[nodiscard]] const std::optional<EndProgress>& progress() const { return progress_; }

    /// Ends the program; calls `done` when that is over, or at once if the program has ended already. If ending is in
    /// progress, it restarts with SIGHUP and this grace period.
    void begin(std::chrono::milliseconds grace, OnDone done);
    /// The program has ended, and its output is no longer read; processes that it started may be left.
    void program_ended();
    /// Whether ending was requested and is not over.
    [[nodiscard]] bool is_running() const { return progress_.has_value(); }

 private:
    void proceed();
    void signal_remaining(const std::vector<pid_t>& left);
    void await_next_signal();
    void finish();

    Loop& loop_;
    Handlers handlers_;
    std::optional<EndProgress> progress_;
    bool is_looking_ = false;
    bool has_program_ended_ = false;
    std::vector<OnDone> on_done_;
    Timer timer_;
    Deferred deferred_;
};

} // namespace cleat
