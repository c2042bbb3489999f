#pragma once

#include "client/keys/key_event.h"
#include "client/tty/full_screen.h"
#include "common/base/result.h"
#include "common/conversation/session_mirror.h"
#include "common/event/deferred_task.h"
#include "common/render/scrollback.h"
#include "common/wire/messages.h"

#include <functional>
#include <optional>
#include <string>

namespace cleat {

/// A session's screen on the user's terminal: draws what the mirror shows, or a window on it where the two have
/// different sizes; puts the rows that leave its top into the terminal's scrollback; and has the session follow the
/// terminal's size, for which it waits a moment, so that nothing is drawn of the old size.
class SessionView {
 public:
    /// Output that the terminal has not taken, beyond which nothing is drawn before it has.
    static constexpr std::size_t MOST_UNDRAWN = 1U << 20;
    /// For so long after the terminal's size changed nothing is drawn of the old size.
    static constexpr std::chrono::milliseconds NEW_SIZE_WITHIN{500};

    struct Handlers {
        /// Asks the server for that size of the session.
        std::function<void(Size)> resize;
        /// What can be drawn now could not before. Calls `paint`, if the session is what is shown.
        std::function<void()> repaint;
    };
    /// The screen and the mirror are borrowed for this object's life.
    SessionView(Loop& loop, FullScreen& screen, SessionMirror& mirror, Handlers handlers);

    /// Takes a step, and draws nothing. An error, after which nothing is to be drawn, where it is no difference to the
    /// screen.
    Result<void> take(Step&& step);
    /// Draws what is known by now, unless it is too soon; then `repaint` is called.
    void paint();
    /// What was taken is not drawn: something else is shown.
    void pass_over();
    /// The bytes that `paint` would write now; nothing where it is too soon.
    [[nodiscard]] std::optional<std::string> frame();
    /// The bytes without waiting for anything.
    [[nodiscard]] std::string final_frame();
    /// The terminal has taken all that was written.
    void written();

    /// The size that the session is, or was, asked to have: that of the terminal, as the server knows it.
    [[nodiscard]] Size told() const { return told_; }
    /// The server is being told this one, and nothing is waited for.
    void set_told(Size size) { told_ = size; }
    /// The painter learns the terminal's size. False where it has known it.
    bool measure();
    /// Has the session follow the terminal, if it does not.
    void follow_terminal();
    /// What is known is drawn, whatever size the session was asked to have.
    void stop_waiting_for_size();

    /// Whether the terminal shows a window on the screen.
    [[nodiscard]] bool is_window() const { return mirror_.screen().size != screen_.painter().terminal(); }
    /// Moves the window by a quarter of what is shown, in those directions, from the next `paint` on.
    void pan(const PanEvent& event);
    /// What the program is to be told of the mouse; nothing where it was pointed at something else.
    [[nodiscard]] std::optional<std::string> mouse_report(const MouseEvent& event) const;

    /// Whether rows that come again are known: then they may all be told again when the client is attached anew.
    [[nodiscard]] bool knows_rows() const { return scrollback_.knows_positions(); }

 private:
    void take_rows(SessionMirror::PushedRows pushed);
    [[nodiscard]] std::string frame_without_rows(Clock::duration unsettled);
    [[nodiscard]] bool awaits_size() const { return awaited_ && mirror_.screen().size != *awaited_; }
    [[nodiscard]] bool has_room() const { return screen_.pending() <= MOST_UNDRAWN; }

    FullScreen& screen_;
    SessionMirror& mirror_;
    Handlers handlers_;
    Scrollback scrollback_;
    Size told_;
    std::optional<Size> awaited_;
    Timer size_timer_;
    Timer settle_timer_;          ///< for rows that wait until the terminal's size has settled
    bool is_repaint_due_ = false; ///< as soon as the terminal has taken what was written
    DeferredTask repaint_;
};

} // namespace cleat
