#pragma once

#include "common/event/loop.h"
#include "common/event/rate_limit.h"
#include "common/terminal/terminal.h"
#include "common/wire/messages.h"
#include "server/audience/fanout.h"
#include "server/audience/members.h"
#include "server/session/log_keyframes.h"
#include "server/session/terminal_saves.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// The part of a session that exists only if its program runs on a terminal: the screen, which is sent to the attached
/// members, and input that only a terminal has (mouse and focus reports, the clipboard). The owner of this object
/// checks who is allowed to use it.
class Display {
 public:
    struct Handlers {
        /// Bytes for the program that no client typed: the terminal's replies and reports. The handler may drop them,
        /// because a program can send queries continuously without reading the replies.
        std::function<void(std::string_view)> answer;
        /// The program has ended and the member was sent everything: the handler must remove it.
        std::function<void(ViewerId)> on_complete;
        /// A member does not acknowledge steps: see `Member::is_silent`.
        std::function<void()> on_silence;
        /// The program rang a bell.
        std::function<void()> on_bell;
        /// Some output of the program was dropped, as described by the argument. Rate-limited.
        std::function<void(std::string_view)> on_dropped;
    };

    /// Uses the terminal saved in `memory`, or else a new one of size `size`. `memory` and `members` are borrowed for
    /// this object's life; `limits` apply to the history.
    Display(Loop& loop, Members& members, SessionMemory& memory, Size size, HistoryLimits limits, Readback readback,
            Handlers handlers);

    // Output of the program.
    void feed(std::string_view bytes);
    /// Call it after the output of one turn of the loop was fed.
    void changed() { fanout_.changed(); }
    /// No more output comes.
    void finish() { fanout_.finish(); }

    // Size.
    [[nodiscard]] Size size() const { return terminal_.size(); }
    /// `size` must be valid and differ from the current one. `changed` must follow.
    void resize(Size size);

    // Attached members.
    void attached(Member& member) { fanout_.attached(member); }
    void roles_changed() { fanout_.roles_changed(); }
    /// False if nothing new was acknowledged.
    bool acknowledged(Member& member, std::uint64_t step) { return fanout_.acknowledged(member, step); }
    void drained(Member& member) { fanout_.drained(member); }
    /// The member leaves, or is no longer a controller: it loses the focus, and a pending request for its clipboard
    /// ends.
    void release(Member& member);
    /// Whether every member that is neither a guest nor silent has drawn everything.
    [[nodiscard]] bool is_shown() const { return fanout_.is_shown(); }

    // Actions of controllers.
    void typed(Member& member) { fanout_.expedite(member); }
    /// Whether the program has enabled bracketed paste (DEC mode 2004).
    [[nodiscard]] bool frames_pastes() const { return terminal_.modes().bracketed_paste; }
    /// The member's terminal gained or lost the focus. The session's terminal has the focus while the terminal of any
    /// controller has it; changes of that are reported to the program if it requested focus reports.
    void focus(Member& member, bool focused);
    [[nodiscard]] bool wants_mouse() const { return terminal_.modes().mouse_tracking != MouseTracking::off; }
    void set_profile(const Profile& profile);
    /// The content of the clipboard of the member's terminal. Dropped if it was not requested, or comes from another
    /// member, or too late.
    void clipboard(const Member& member, std::string_view data);

    /// The screen, its history, and how keys are encoded.
    [[nodiscard]] const Terminal& terminal() const { return terminal_; }
    /// The states from which recent history can be shown.
    [[nodiscard]] const LogKeyframes& keyframes() const { return keyframes_; }

 private:
    struct AskedClipboard {
        ClipboardQueryEvent query;
        ViewerId member = 0;
    };

    void write_replies();
    void send_events();
    void send(const Happened& what, Role least) const;
    void report_dropped(std::string_view what);
    void ask_for_clipboard(const ClipboardQueryEvent& query);
    void answer_clipboard(std::string_view data);
    [[nodiscard]] bool is_focused() const;

    Loop& loop_;
    Members& members_;
    Handlers handlers_;
    Terminal terminal_;
    TerminalSaves saves_;
    LogKeyframes keyframes_;
    Fanout fanout_;
    std::optional<AskedClipboard> asked_clipboard_;
    Timer clipboard_timer_;
    RateLimit dropped_; ///< limits how often drops are reported
};

} // namespace cleat
