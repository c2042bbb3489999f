#pragma once

#include "client/tty/tty.h"
#include "common/event/deferred_task.h"
#include "common/event/loop.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace cleat {

/// The byte for Control-Z, with which the user asks a program that reads raw keys to stop.
inline constexpr std::string_view SUSPEND_KEY = "\x1a";

/// What to stop.
enum class StopExtent : std::uint8_t {
    process, ///< this process only, because it was sent SIGTSTP
    group,   ///< this process group (the shell's job), as the terminal's suspend character would
};

/// Makes a process that has taken over the user's terminal stop and continue as a shell's job should (POSIX.1-2017,
/// XBD 11.1.4 and XSH 2.4.3). The terminal is restored before the process stops, on SIGTSTP or on request, and taken
/// over again when it continues. In the background the process touches neither the terminal's settings nor its screen,
/// and stops again, as with SIGTTOU. SIGSTOP cannot be caught, so the terminal is not restored before it, but it is
/// taken over again after it, too.
class JobControl {
 public:
    /// What happened to the terminal by the time the process continues.
    enum class Resumed : std::uint8_t {
        continued,    ///< it was restored, and other programs may have changed it
        not_stopped,  ///< it was restored, but the process did not stop: no shell with job control could continue it
        not_restored, ///< the process was stopped by SIGSTOP
    };
    struct Handlers {
        /// Restore the terminal now: the process is about to stop.
        std::function<void()> on_stop;
        /// Take the terminal over again: this process is in the foreground.
        std::function<void(Resumed)> on_resume;
        /// This process will never be in the foreground again.
        std::function<void()> on_lost;
    };

    /// `loop` and `tty` are borrowed for this object's lifetime.
    JobControl(Loop& loop, const Tty& tty, Handlers handlers);

    /// Stops; returns once the process was continued and is in the foreground again.
    void stop(StopExtent extent);
    /// Whether this process is in the foreground. Check before writing to the terminal; if false, `yield` and write
    /// nothing.
    [[nodiscard]] bool has_terminal() const { return tty_.is_foreground(); }
    /// Stops, once the running callback has returned, until this process is in the foreground again.
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
