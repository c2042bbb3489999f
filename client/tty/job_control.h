#pragma once

#include "client/tty/tty.h"
#include "common/event/deferred_task.h"
#include "common/event/loop.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace cleat {

/// What terminals send for Control and Z: to programs that take keys themselves, a request to stop.
inline constexpr std::string_view SUSPEND_KEY = "\x1a";

/// What is stopped.
enum class StopExtent : std::uint8_t {
    process, ///< this one, as somebody has sent it the signal
    group,   ///< this process group, the shell's job, as the terminal stops it by its suspend character
};

/// Makes a process that has taken the user's terminal over stop and continue as a shell's job should (POSIX.1-2017,
/// XBD 11.1.4 and XSH 2.4.3): the terminal is restored before the process stops, by SIGTSTP or by request, and taken
/// over anew when it continues; while the process is in the background it touches neither the terminal's settings nor
/// its screen, and stops again, as by SIGTTOU. SIGSTOP gives no chance to restore anything: then the terminal is taken
/// over anew all the same.
class JobControl {
 public:
    /// What has become of the terminal, when the process continues.
    enum class Resumed : std::uint8_t {
        continued,    ///< it was restored, and others may have changed anything of it
        not_stopped,  ///< it was restored, and nothing could have continued this process: there is no shell with job
                      ///< control, so that it did not stop
        not_restored, ///< the process was stopped by SIGSTOP
    };
    struct Handlers {
        /// Restore the terminal now: the process is about to stop.
        std::function<void()> on_stop;
        /// Take the terminal over anew; it is this process's.
        std::function<void(Resumed)> on_resume;
        /// The terminal will never be this process's again.
        std::function<void()> on_lost;
    };

    /// `tty` is borrowed for this object's life.
    JobControl(Loop& loop, const Tty& tty, Handlers handlers);

    /// Stops; returns when the process was continued, and the terminal is its own again.
    void stop(StopExtent extent);
    /// Whether the terminal is this process's at this moment. Ask before writing to it; where it is not, `yield` and
    /// write nothing.
    [[nodiscard]] bool has_terminal() const { return tty_.is_foreground(); }
    /// Stops soon, until the terminal is this process's again.
    void yield();

 private:
    void continued();
    void resume(Resumed how);

    const Tty& tty_;
    Handlers handlers_;
    bool is_stopping_ = false;
    SignalWatch on_stop_;
    SignalWatch on_continue_;
    DeferredTask yield_;
};

} // namespace cleat
