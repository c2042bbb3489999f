#pragma once

#include "common/event/allowance.h"
#include "common/event/loop.h"
#include "common/terminal/terminal.h"
#include "common/wire/messages.h"
#include "server/audience/fanout.h"
#include "server/session/log_keyframes.h"
#include "server/audience/size_policy.h"
#include "server/audience/viewer_sink.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// What a session has because its program runs on a terminal: the screen, who is shown it, whose size counts, and what
/// only a terminal takes (pastes, mouse and focus reports, the clipboard). Who may do what is its owner's business.
class Display {
 public:
    struct Handlers {
        /// Bytes for the program that nobody typed: what the terminal reports.
        std::function<void(std::string_view)> write;
        /// The same for what it answers. May drop it, for a program may ask without end and not read.
        std::function<void(std::string_view)> answer;
        /// The program has ended and the viewer was told all there is; it is to be removed.
        std::function<void(ViewerId)> on_told;
        /// A viewer does not acknowledge what it is shown.
        std::function<void()> on_silent;
        /// Something of the program's was dropped: what, for the log. Seldom.
        std::function<void(std::string_view)> on_dropped;
    };

    /// `limits` are those of the history.
    Display(Loop& loop, Size size, HistoryLimits limits, SizeRule rule, Readback readback, Handlers handlers);

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
    [[nodiscard]] SizePolicy& sizes() { return sizes_; }
    [[nodiscard]] const SizePolicy& sizes() const { return sizes_; }

    // Viewers.
    /// `sink` is borrowed until the viewer is removed.
    void add(ViewerId id, ViewerSink& sink, Role role, HistoryWish wish, Fanout::Counts counts);
    void remove(ViewerId id);
    void set_role(ViewerId id, Role role, Size size);
    void follow_resize(ViewerId id) { fanout_.follow_resize(id); }
    /// False where that is not news.
    bool acknowledged(ViewerId id, std::uint64_t step) { return fanout_.acknowledged(id, step); }
    void drained(ViewerId id) { fanout_.drained(id); }
    /// Every viewer that counts and is not silent has drawn all there is.
    [[nodiscard]] bool is_shown() const { return fanout_.is_shown(); }
    /// The viewer does not acknowledge what it is shown.
    [[nodiscard]] bool is_silent(ViewerId id) const { return fanout_.is_silent(id); }

    // What a viewer that controls the session does.
    void typed(ViewerId id);
    /// Whether the program wants to know where pasted text begins and ends.
    [[nodiscard]] bool frames_pastes() const { return terminal_.modes().bracketed_paste; }
    /// The program counts as focused while any controller's terminal is.
    void focus(ViewerId id, bool focused);
    [[nodiscard]] bool wants_mouse() const { return terminal_.modes().mouse_tracking != MouseTracking::off; }
    void set_profile(const Profile& profile);
    /// The program may ask for the clipboard of that viewer's terminal from now on (OSC 52).
    void lend_clipboard(ViewerId id);
    /// What is on it. What nobody asked for, or asked somebody else for, or too long ago, is dropped.
    void clipboard(ViewerId id, std::string_view data);

    /// The screen, its history, and what typing is to it.
    [[nodiscard]] const Terminal& terminal() const { return terminal_; }
    /// What its recent past can be shown from.
    [[nodiscard]] const LogKeyframes& keyframes() const { return keyframes_; }

 private:
    struct Viewer {
        ViewerSink& sink;
        Role role{};
        bool is_focused = false;
        bool lends_clipboard = false;
    };
    struct AskedClipboard {
        ClipboardQueryEvent query;
        ViewerId viewer = 0;
    };

    [[nodiscard]] std::int64_t microseconds_now() const;
    void write_replies();
    void tell_events();
    void tell_of_dropped(std::string_view what);
    void ask_for_clipboard(const ClipboardQueryEvent& query);
    void answer_clipboard(std::string_view data);
    void give_up_clipboard_of(ViewerId id);
    [[nodiscard]] bool is_any(bool Viewer::*what) const;

    Loop& loop_;
    Handlers handlers_;
    Terminal terminal_;
    LogKeyframes keyframes_;
    SizePolicy sizes_;
    std::map<ViewerId, Viewer> viewers_;
    Fanout fanout_;
    std::optional<AskedClipboard> asked_clipboard_;
    Timer clipboard_timer_;
    Allowance dropped_; ///< how often it is said
};

} // namespace cleat
