#pragma once

#include "client/tty/frame_pace.h"
#include "client/tty/job_control.h"
#include "client/tty/key_input.h"
#include "client/tty/pending_output.h"
#include "client/tty/tty.h"
#include "common/event/deferred_task.h"
#include "common/event/loop.h"
#include "common/render/painter.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace cleat {

/// The common part of all full-screen programs on the user's terminal. Takes the terminal over and restores it, also
/// when the shell's job stops and continues; reads keys; writes frames no faster than the terminal takes them; ends
/// when the terminal closes, or on SIGTERM, SIGHUP, SIGINT or SIGQUIT.
///
/// Output is written whole and in order: a partly written frame is completed before anything else, unless the terminal
/// takes nothing for a second while it is being restored. At most one frame is pending: the next one is made when the
/// terminal has taken the one before.
///
/// A program that does its own drawing, such as the viewer of a session, writes without waiting for earlier output
/// (`write`, `pending`), and can stop reading the terminal for a while (`set_reading`).
class FullScreen {
 public:
    struct Options {
        std::chrono::milliseconds pace; ///< minimum time between frames
        Placing placing = Placing::alternate_screen;
        std::optional<EscapeKey> escape; ///< if none, no key starts a command
    };
    /// No handler except `last_frame` is called before `begin` or after `finish`. All can call `finish`, except `paint`
    /// and `last_frame`, which make frames. All but `paint` can be empty.
    struct Handlers {
        /// Keys, pastes, reports and replies since the last call.
        std::function<void(const std::vector<KeyEvent>&)> on_keys;
        /// Returns the bytes of the next frame, made with this painter. Called when a requested frame is due.
        std::function<std::string(Painter&)> paint;
        /// The terminal's size may have changed. Without this handler the painter is resized and a frame is requested.
        std::function<void(Size)> on_resize;
        /// The terminal has taken all output. Called often, even if nothing was written.
        std::function<void()> on_written;
        /// Not all replies to the queries of `ask` came in time.
        std::function<void()> on_unanswered;
        /// The process is about to stop; the terminal was not restored yet.
        std::function<void()> on_stop;
        /// Returns the last bytes to draw before the terminal is restored, for a stop or after `finish`.
        std::function<std::string(Painter&)> last_frame;
        /// The process continues, and the terminal was taken over again. Its contents are unknown, so a frame is
        /// requested.
        std::function<void(JobControl::Resumed)> on_continue;
        /// A partial key or paste will not be completed: another program had the terminal. Called before `on_continue`.
        std::function<void()> on_input_lost;
    };

    /// `loop` is borrowed for this object's lifetime. Other objects of the process must not watch the signals that this
    /// one handles.
    FullScreen(Loop& loop, Tty tty, Capabilities capabilities, Options options, Handlers handlers);
    FullScreen(const FullScreen&) = delete;
    FullScreen& operator=(const FullScreen&) = delete;

    /// Takes the terminal over, once. If that fails, `run` returns the error.
    void begin();
    [[nodiscard]] bool has_begun() const { return state_ != State::idle; }
    /// Runs the loop until `finish`, and restores the terminal if it was taken over. An error if it could not be taken
    /// over.
    Result<void> run();
    /// Ends `run`, or makes it return at once. Nothing is painted any more.
    void finish();
    [[nodiscard]] bool is_over() const { return state_ == State::over; }
    /// The signal that ended the program, SIGHUP if the terminal closed; nothing if it ended otherwise.
    [[nodiscard]] std::optional<int> signal() const;

    /// Requests a frame, to be made as soon as the terminal has taken all output and `pace` has passed since the last
    /// one. Any number of requests until then make one frame.
    void request_frame();
    /// Queues bytes after pending ones, and writes as much as the terminal takes now.
    void write(std::string_view bytes);
    /// Bytes that the terminal has not taken.
    [[nodiscard]] std::size_t pending() const { return output_.size(); }
    /// Sets whether input is read. Unread input stays in the terminal and is not lost.
    void set_reading(bool is_reading);
    /// Queues queries to the terminal, of which the last is for DA1 (`PROBE`). Until its reply comes, for at most ten
    /// seconds, bytes that may start a reply are not keys. When the terminal is restored, pending replies are read for
    /// at most a second, so that they are not typed into the shell. Replies are passed to `on_keys`.
    void ask(std::string_view questions);

    /// Stops the shell's job once the running callback has returned.
    void stop_soon() { stop_.schedule(); }

    [[nodiscard]] Painter& painter() { return painter_; }
    [[nodiscard]] KeyInput& keys() { return keys_; }
    /// The terminal's size now; the painter may not have been resized yet.
    [[nodiscard]] Size size() const { return tty_.size(); }

 private:
    /// `stopped`: the terminal was taken over, and is restored while the process is stopped.
    enum class State : std::uint8_t { idle, taken, stopped, over };

    void take_over();
    void restore();
    void stop();
    void resume(JobControl::Resumed how);
    void on_tty(FdWatch::Ready ready);
    void flush();
    void paint();
    void resized();
    void end_by(int signal);

    Loop& loop_;
    Options options_;
    Handlers handlers_;
    Tty tty_;
    JobControl job_;
    FdWatch tty_watch_;
    Painter painter_;
    KeyInput keys_;
    PendingOutput output_;
    FramePace frames_;
    std::vector<std::unique_ptr<SignalWatch>> signals_;
    State state_ = State::idle;
    bool is_reading_ = true;
    std::variant<std::monostate, Error, int> ended_by_; ///< an error, or a signal
    DeferredTask stop_;
};

} // namespace cleat
