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

/// How far an end is.
struct EndProgress {
    std::chrono::milliseconds grace{};
    Clock::time_point next;            ///< when the next signal is due
    std::uint64_t signals = 0;         ///< number of signals sent
    std::chrono::milliseconds pause{}; ///< before the next look

    bool operator==(const EndProgress&) const = default;
};

/// The end of a session's program on request: SIGHUP, SIGTERM and SIGKILL to all process groups of the session, each a
/// grace after the one before, to those that are left. Over when none is left, or 2 s after a SIGKILL that has not
/// helped. SIGHUP is followed by SIGCONT, without which a stopped process would not see it.
class Ending {
 public:
    using OnDone = std::function<void()>;
    using OnGroups = std::function<void(const std::vector<pid_t>& groups)>;
    struct Handlers {
        /// Calls `done` once, later, with the process groups of the session that are left then.
        std::function<void(OnGroups done)> look;
        /// Sends a signal to one of them.
        std::function<void(pid_t group, int number)> signal;
        /// The end is over. Called before the `done` of those who asked for it.
        std::function<void()> on_over;
    };

    /// `loop` is borrowed for this object's life.
    Ending(Loop& loop, Handlers handlers);

    /// An end that was begun by the worker before goes on.
    void resume(const EndProgress& progress);
    [[nodiscard]] const std::optional<EndProgress>& progress() const { return progress_; }

    /// Ends the program; `done` is called when that is over, at once if it is. While an end runs it starts again, with
    /// SIGHUP and this grace.
    void begin(std::chrono::milliseconds grace, OnDone done);
    /// The program has ended, and its output with it; processes that it started may be left.
    void program_ended();
    /// Whether an end was asked for and is not over.
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
