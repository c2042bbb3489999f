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

/// Shows a session's screen on the user's terminal: draws the mirror's screen, or a window on it if the sizes differ;
/// puts rows that scroll off the top of the session's screen into the terminal's scrollback; and makes the session
/// follow the terminal's size. After a change of that size it draws nothing until the session has the new size, for at
/// most `NEW_SIZE_WITHIN`.
class SessionView {
 public:
    /// Bytes of pending output beyond which nothing is drawn.
    static constexpr std::size_t MAX_UNDRAWN = 1U << 20;
    /// How long after a change of the terminal's size nothing is drawn at the old size.
    static constexpr std::chrono::milliseconds NEW_SIZE_WITHIN{500};

    struct Handlers {
        /// Requests that size for the session from the server.
        std::function<void(Size)> resize;
        /// Something can be drawn that could not be drawn before. Calls `paint` if the session is shown.
        std::function<void()> repaint;
    };
    /// Loop, screen and mirror are borrowed for this object's lifetime.
    SessionView(Loop& loop, FullScreen& screen, SessionMirror& mirror, Handlers handlers);

    /// Takes a step without drawing it. An error if the step does not apply to the screen: then nothing must be drawn
    /// any more.
    Result<void> take(Step&& step);
    /// Draws the current screen. If it is too soon, `repaint` is called later.
    void paint();
    /// Skips drawing of the steps taken so far, because something else is shown.
    void pass_over();
    /// The bytes that `paint` would write now; nothing if it is too soon.
    [[nodiscard]] std::optional<std::string> frame();
    /// The bytes of the current screen, without waiting for anything.
    [[nodiscard]] std::string final_frame();
    /// The terminal has taken all output.
    void written();

    /// The size of the terminal as last reported to the server.
    [[nodiscard]] Size reported_size() const { return reported_size_; }
    /// Records that this size is being reported to the server by other means; the view does not wait for it.
    void set_reported_size(Size size) { reported_size_ = size; }
    /// Passes the terminal's size to the painter. False if it has not changed.
    bool measure();
    /// Reports the terminal's size to the server, if it has not been.
    void follow_terminal();
    /// Draws the current screen from now on, even if the session does not have the requested size yet.
    void stop_waiting_for_size();

    /// Whether the sizes differ, so that the terminal shows a window on the screen.
    [[nodiscard]] bool is_window() const { return mirror_.screen().size != screen_.painter().terminal(); }
    /// Moves the window by a quarter of its size in those directions, from the next `paint` on.
    void pan(const PanEvent& event);
    /// The mouse report to send to the program; nothing if it is not for a cell of the session's screen.
    [[nodiscard]] std::optional<std::string> mouse_report(const MouseEvent& event) const;

    /// Whether rows that are sent again are recognised: if so, all rows can be sent again when the client reattaches.
    [[nodiscard]] bool knows_rows() const { return scrollback_.knows_positions(); }

 private:
    void take_rows(SessionMirror::PushedRows pushed);
    [[nodiscard]] std::string frame_without_rows(Clock::duration unsettled);
    [[nodiscard]] bool awaits_size() const { return awaited_ && mirror_.screen().size != *awaited_; }
    [[nodiscard]] bool has_room() const { return screen_.pending() <= MAX_UNDRAWN; }

    FullScreen& screen_;
    SessionMirror& mirror_;
    Handlers handlers_;
    Scrollback scrollback_;
    Size reported_size_;
    std::optional<Size> awaited_;
    Timer size_timer_;
    Timer settle_timer_;          ///< for rows that are held until the terminal's size has settled
    bool is_repaint_due_ = false; ///< as soon as the terminal has taken all output
    DeferredTask repaint_;
};

} // namespace cleat
