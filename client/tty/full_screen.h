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

/// A full-screen program on the user's terminal, as far as all of them are alike. Takes the terminal over and restores
/// it, also around a stop of the shell's job; reads keys; writes frames no faster than the terminal takes them; and
/// ends when the terminal is gone, or by SIGTERM, SIGHUP, SIGINT or SIGQUIT.
///
/// What is written goes out whole and in order: a frame that the terminal has taken a part of is finished before
/// anything else, unless the terminal takes nothing for a second while it is being restored. At most one frame waits:
/// the next one is made when the terminal has taken the one before.
///
/// A program that draws by itself, as the viewer of a session does, writes without waiting for the frame before
/// (`write`, `pending`), and may leave its input to the terminal for a while (`set_reading`).
class FullScreen {
 public:
    struct Options {
        std::chrono::milliseconds pace; ///< between two frames at least
        Placing placing = Placing::alternate_screen;
        std::optional<EscapeKey> escape; ///< none: all keys are typed
    };
    /// None is called before `begin` or after `finish`, but for `last_frame`. All may call `finish`, but for the two
    /// that make frames. Those that are empty are passed over.
    struct Handlers {
        /// What was typed, pasted and answered since the last call.
        std::function<void(const std::vector<KeyEvent>&)> on_keys;
        /// The bytes of the next frame, made with this painter. Called when a frame was requested, and it is time.
        std::function<std::string(Painter&)> paint;
        /// The terminal's size may have changed. Without this handler the painter learns it, and a frame is requested.
        std::function<void(Size)> on_resize;
        /// All that was written is with the terminal. Often, also where nothing was.
        std::function<void()> on_written;
        /// What `ask` asked was not answered in time, or not all of it.
        std::function<void()> on_unanswered;
        /// The process is about to stop; the terminal is still taken over.
        std::function<void()> on_stop;
        /// What is drawn last, before the terminal is restored, for a stop or after `finish`.
        std::function<std::string(Painter&)> last_frame;
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
    /// The signal that ended it, SIGHUP where the terminal is gone; nothing where `finish` did.
    [[nodiscard]] std::optional<int> signal() const;

    /// Something changed: has a frame made as soon as the terminal has taken the one before, and `pace` has passed
    /// since that was made. Any number of requests until then are one.
    void request_frame();
    /// Queues bytes, after those that wait, and writes what the terminal takes of them now.
    void write(std::string_view bytes);
    /// Bytes that the terminal has not taken.
    [[nodiscard]] std::size_t pending() const { return output_.size(); }
    /// Whether what is typed is read. Where it is not it waits in the terminal, and is not lost.
    void set_reading(bool is_reading);
    /// Queues questions to the terminal, of which the last asks for DA1 (`PROBE`). Until that is answered, for ten
    /// seconds at most, what may be an answer is no key; and when the terminal is restored its answers are taken for a
    /// second, so that they are not typed into the shell. They come to `on_keys`.
    void ask(std::string_view questions);

    /// Stops the shell's job, when the callback that is running has returned.
    void stop_soon() { stop_.schedule(); }

    [[nodiscard]] Painter& painter() { return painter_; }
    [[nodiscard]] KeyInput& keys() { return keys_; }
    /// Of the terminal at this moment; the painter may know another one.
    [[nodiscard]] Size size() const { return tty_.size(); }

 private:
    /// `stopped`: it was taken over, and restored for others.
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
