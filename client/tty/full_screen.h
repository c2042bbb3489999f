#pragma once

#include "client/tty/job_control.h"
#include "client/tty/key_input.h"
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
#include <vector>

namespace cleat {

/// A full-screen program on the user's terminal, as far as all of them are alike. Takes the terminal over and restores
/// it, also around a stop of the shell's job; reads keys; writes frames no faster than the terminal takes them; and
/// ends when the terminal is gone, or by SIGTERM, SIGHUP, SIGINT or SIGQUIT.
///
/// What is written goes out whole and in order: a frame that the terminal has taken a part of is finished before
/// anything else, unless the terminal takes nothing for a second while it is being restored. At most one frame waits:
/// the next one is made when the terminal has taken the one before.
///
/// The viewer of a session can run in it, too. For a program like that, which draws in the main screen and asks its
/// terminal questions, there are `Options::placing` and `escape`; `write` and `pending`, for output that does not wait
/// for the frame before; `ask`; `on_resize`, which leaves the size to the program; `on_input_lost`; and `on_stop`, in
/// which it may still `write`. It further needs to have the terminal not read while its input has nowhere to go; to
/// hear that all was written (`flush` knows) and that questions were not answered in time (`KeyInput` knows); to tell
/// the `KeyReader` how the mouse is reported and whether arrows pan; and to know which signal ended it.
class FullScreen {
 public:
    struct Options {
        std::chrono::milliseconds pace; ///< between two frames at least
        Placing placing = Placing::alternate_screen;
        std::optional<EscapeKey> escape; ///< none: all keys are typed
    };
    /// None is called before `begin` or after `finish`. All may call `finish`. Those that are empty are passed over.
    struct Handlers {
        /// What was typed, pasted and answered since the last call.
        std::function<void(const std::vector<KeyEvent>&)> on_keys;
        /// The bytes of the next frame, made with this painter. Called when a frame was requested, and it is time.
        std::function<std::string(Painter&)> paint;
        /// The terminal's size may have changed. Without this handler the painter learns it, and a frame is requested.
        std::function<void(Size)> on_resize;
        /// The process is about to stop; the terminal is still taken over.
        std::function<void()> on_stop;
        /// The process continues, and the terminal is taken over again. Nothing is known of what it shows: a frame is
        /// requested.
        std::function<void(JobControl::Resumed)> on_continue;
        /// What was half typed or pasted will not be finished: the terminal was somebody else's. Before `on_continue`.
        std::function<void()> on_input_lost;
    };

    /// `loop` is borrowed for this object's life. No other object of the process may watch the same signals.
    FullScreen(Loop& loop, Tty tty, Capabilities capabilities, Options options, Handlers handlers);
    FullScreen(const FullScreen&) = delete;
    FullScreen& operator=(const FullScreen&) = delete;

    /// Takes the terminal over, once. Where that fails the program ends.
    void begin();
    [[nodiscard]] bool has_begun() const { return state_ != State::idle; }
    /// Runs the loop until `finish`, and restores the terminal, if it was taken over. The error is why it could not be.
    Result<void> run();
    /// Ends `run`, or has it return at once. Nothing is painted any more.
    void finish();
    [[nodiscard]] bool is_over() const { return state_ == State::over; }

    /// Something changed: has a frame made as soon as the terminal has taken the one before, and `pace` has passed
    /// since that was made. Any number of requests until then are one.
    void request_frame();
    /// Queues bytes, after those that wait, and writes what the terminal takes of them now.
    void write(std::string_view bytes);
    /// Bytes that the terminal has not taken.
    [[nodiscard]] std::size_t pending() const { return output_.size(); }
    /// Queues questions to the terminal, of which the last asks for DA1 (`PROBE`). Until that is answered, for ten
    /// seconds at most, what may be an answer is no key; and when the terminal is restored its answers are taken for a
    /// second, so that they are not typed into the shell. They come to `on_keys`.
    void ask(std::string_view questions);

    /// Stops the shell's job, when the callback that is running has returned.
    void stop_soon() { stop_.schedule(); }

    [[nodiscard]] Painter& painter() { return painter_; }

 private:
    /// `stopped`: it was taken over, and restored for others.
    enum class State : std::uint8_t { idle, taken, stopped, over };

    void take_over();
    void restore();
    void stop();
    void resume(JobControl::Resumed how);
    void take_late_replies();
    void on_tty(FdWatch::Ready ready);
    void flush();
    void paint();
    void resized();

    Loop& loop_;
    Options options_;
    Handlers handlers_;
    Tty tty_;
    JobControl job_;
    FdWatch tty_watch_;
    Painter painter_;
    KeyInput keys_;
    std::string output_; ///< what the terminal has not taken
    Timer paint_timer_;
    std::vector<std::unique_ptr<SignalWatch>> signals_;
    std::optional<Clock::time_point> painted_; ///< the newest frame
    bool is_frame_requested_ = false;
    State state_ = State::idle;
    std::optional<Error> failed_;
    DeferredTask stop_;
};

} // namespace cleat
