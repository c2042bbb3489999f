#pragma once

#include "common/event/allowance.h"
#include "common/event/loop.h"
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

/// What a session has because its program runs on a terminal: the screen, which is sent to the members that are
/// attached, and what only a terminal takes (mouse and focus reports, the clipboard). Who may do what is its owner's
/// business.
class Display {
 public:
    struct Handlers {
        /// Bytes for the program that nobody typed: what the terminal answers and reports. May drop them, for a program
        /// may ask without end and not read.
        std::function<void(std::string_view)> answer;
        /// The program has ended and the member was sent all there is: it is to be removed.
        std::function<void(ViewerId)> on_complete;
        /// A member does not acknowledge what it is shown.
        std::function<void()> on_silent;
        /// The program rang a bell.
        std::function<void()> on_bell;
        /// Something of the program's was dropped: what, for the log. Seldom.
        std::function<void(std::string_view)> on_dropped;
    };

    /// The terminal is the one in `memory`, or a new one of that size. `memory` and `members` are borrowed for this
    /// object's life; `limits` are those of the history.
    Display(Loop& loop, Members& members, SessionMemory& memory, Size size, HistoryLimits limits, Readback readback,
            Handlers handlers);

    // The program's output.
    void feed(std::string_view bytes);
    /// After what was fed in a turn.
    void changed() { fanout_.changed(); }
    /// Nothing more comes.
    void finish() { fanout_.finish(); }

    // Size.
    [[nodiscard]] Size size() const { return terminal_.size(); }
    /// `size` is another one, and valid. `changed` is to follow.
    void resize(Size size);

    // Members that are attached.
    void attached(Member& member) { fanout_.attached(member); }
    void roles_changed() { fanout_.roles_changed(); }
    /// False where that is not news.
    bool acknowledged(Member& member, std::uint64_t step) { return fanout_.acknowledged(member, step); }
    void drained(Member& member) { fanout_.drained(member); }
    /// It leaves, or controls the session no longer: it is not focused, and its clipboard is not waited for.
    void release(Member& member);
    /// Every member that counts and is not silent has drawn all there is.
    [[nodiscard]] bool is_shown() const { return fanout_.is_shown(); }

    // What a member that controls the session does.
    void typed(Member& member) { fanout_.urge(member); }
    /// Whether the program wants to know where pasted text begins and ends.
    [[nodiscard]] bool frames_pastes() const { return terminal_.modes().bracketed_paste; }
    /// The program counts as focused while any controller's terminal is.
    void focus(Member& member, bool focused);
    [[nodiscard]] bool wants_mouse() const { return terminal_.modes().mouse_tracking != MouseTracking::off; }
    void set_profile(const Profile& profile);
    /// What is on the clipboard of its terminal. What was not asked for, or of somebody else, or too long ago, is
    /// dropped.
    void clipboard(const Member& member, std::string_view data);

    /// The screen, its history, and what typing is to it.
    [[nodiscard]] const Terminal& terminal() const { return terminal_; }
    /// What its recent past can be shown from.
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
    Allowance dropped_; ///< how often it is said
};

} // namespace cleat
