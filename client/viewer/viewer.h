#pragma once

#include "client/keys/key_reader.h"
#include "client/link/live_link.h"
#include "client/link/trust.h"
#include "client/link/user_names.h"
#include "client/tty/job_control.h"
#include "client/tty/tty.h"
#include "client/viewer/info_line.h"
#include "client/viewer/input_outbox.h"
#include "common/conversation/lasting_conversation.h"
#include "common/conversation/session_mirror.h"
#include "common/event/loop.h"
#include "common/player/player_deck.h"
#include "common/render/painter.h"
#include "common/render/scrollback.h"
#include "common/wire/messages.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace cleat {

/// What a viewer asks of the server, and how it shows what it gets.
struct ViewerOptions {
    Attach attach; ///< size is filled in; role and clipboard become no more than the link has
    Placing placing = Placing::main_screen;
    std::optional<EscapeKey> escape = EscapeKey();
    bool is_xterm_kind = true;                      ///< the terminal may be asked questions, and given the clipboard
    LinkOptions link;                               ///< how the server is reached again
    std::chrono::milliseconds link_timeout{45'000}; ///< over `via`: silence for so long is its loss
    std::optional<PlayerOptions> past;              ///< begins in the session's past, played so
};

/// How it ended.
struct ViewerRefused {
    Error why;
};
struct ViewerDetached {
    std::string session;
    std::string reason;          ///< empty where the user asked for it
    std::size_t undelivered = 0; ///< bytes of input that the server was not sent
};
struct ViewerEnded {
    std::string session;
    ExitStatus how;
};
struct ViewerLost {
    std::string why;
};
/// A signal ended the client, or its terminal went away (then SIGHUP).
struct ViewerSignalled {
    int signal = 0;
};
using ViewerOutcome = std::variant<ViewerRefused, ViewerDetached, ViewerEnded, ViewerLost, ViewerSignalled>;

/// A session on the user's terminal: keys go to the server, steps come back and are drawn. Takes the terminal over when
/// the server has agreed, and has given it back when `run` returns, however it ends.
///
/// While its past is shown, keys go to the player, and steps are taken unseen: for the server and the program nothing
/// is otherwise than before.
class Viewer {
 public:
    /// `link` leads to the server, where nothing was said yet.
    Viewer(Tty tty, Capabilities capabilities, OpenLink link, ViewerOptions options);

    /// Runs until the session ends, the user detaches, or something goes away.
    ViewerOutcome run();

 private:
    void greet();
    void attach();
    void take(Push& push);
    void refused(const Error& why);
    void on_open();
    void on_lost(const std::string& why);
    void learn(const Sessions& m);
    void reattach(Claim claim);
    void reattached();
    void look_for_session(const Sessions& m);
    void show_link();
    [[nodiscard]] Role most() const { return granted(options_.attach.role, most_role(trust_)); }
    void ring();
    void attached(const Attached& m);
    void handle(Step& m);
    void handle(const Ended& m);
    void handle(const Detached& m);
    void handle(const Happened& m);
    void handle(const RoleChanged& m);
    void handle(const ControlAsked& m);
    void handle(const RecordingChanged& m);
    void handle(const GuestNews& m);
    void handle(const InputTaken& m);

    void take_over();
    void give_back();
    void stop_taking_input();
    void resume(JobControl::Resumed how);
    void take_late_replies();
    void await_replies();
    void await_no_replies();
    void paint();
    void paint_session();
    void write(std::string_view bytes);
    void flush_output();
    void watch_tty();
    void acknowledge();
    void on_tty(FdWatch::Ready ready);
    void read_keys();
    void handle_keys(const std::vector<KeyEvent>& events);
    void handle_key(const TypedEvent& event);
    void handle_key(const PastedEvent& event);
    void handle_key(const FocusEvent& event);
    void handle_key(const MouseEvent& event);
    void handle_key(const CommandEvent& event);
    void handle_key(const PanEvent& event);
    void handle_key(const PanEndEvent& event);
    void handle_key(const ReplyEvent& event);
    void lend_clipboard(const std::string& data);
    void resized();
    void follow_size();
    void take_rows(SessionMirror::PushedRows pushed);
    void leave();
    void stop_soon();
    [[nodiscard]] bool takes_input();
    void send_input();
    void drop_input();
    void go_on_leaving();
    void give_up_leaving();
    void show_help();
    void show_notice(const std::string& text);
    void show_status();
    [[nodiscard]] bool is_window() const { return mirror_.screen().size != painter_.terminal(); }
    void tell(const ClientMessage& message);
    void request(const ClientMessage& message);
    /// Asks for something. Where the link is lost meanwhile there is no reply: see `on_lost`.
    template <class Expected>
    void ask_for(const ClientMessage& message, std::function<void(Reply<Expected>)> on_reply)
    {
        server_.ask_for<Expected>(message, [this, on_reply = std::move(on_reply)](Reply<Expected> reply) {
            if (concerns(reply)) on_reply(std::move(reply));
        });
    }
    template <class Message>
    [[nodiscard]] bool concerns(const Reply<Message>& reply) const
    {
        return !outcome_ && (reply || reply.error().cause == Refusal::Cause::refused);
    }
    void give_control();
    void ask_for_info();
    void show_info();
    void hide_info();
    void hide_notice();
    void rewind();
    void find_past(const Sessions& m);
    void take_past();
    void show_past(Result<CastSource> source, const std::string& path);
    void no_past(const std::string& why);
    void leave_past();
    void return_to_live();
    void page_changed();
    void show_page();
    [[nodiscard]] bool is_rewinding() const { return deck_ || awaits_past_; }
    void finish(ViewerOutcome outcome);
    [[nodiscard]] bool awaits_size() const;
    void stop_awaiting_size();

    Loop loop_;
    ViewerOptions options_;
    const Trust trust_;
    UserNames names_;
    Tty tty_;
    JobControl job_;
    FdWatch tty_watch_;
    Painter painter_;
    KeyReader keys_;
    Timer key_timer_;
    Timer size_timer_;
    Timer reply_timer_; ///< the terminal has yet to answer
    Timer leave_timer_;
    Timer stall_timer_; ///< while leaving: the server takes nothing
    Timer notice_timer_;
    Timer page_timer_;
    std::optional<ViewerOutcome> outcome_;

    InputOutbox outbox_;
    enum class Leaving : unsigned char { no, sending, asked };
    Leaving leaving_ = Leaving::no;
    std::size_t undelivered_ = 0; ///< input that was given up in order to leave
    SessionMirror mirror_;
    std::optional<std::int64_t> created_; ///< the session, where the server has told
    bool is_lost_ = false;                ///< the link; it is being restored
    std::string loss_;                    ///< why
    enum class Info : unsigned char { hidden, awaited, shown };
    Info info_ = Info::hidden;
    bool hid_info_ = false;    ///< the key that is being handled did
    SessionFacts facts_;       ///< what is shown by it
    std::uint64_t asking_ = 0; ///< the client that asked for control last
    Scrollback scrollback_;
    Clock::time_point rows_left_{}; ///< when rows were last put there
    bool is_paint_due_ = false;     ///< as soon as the terminal has taken what was written
    bool asked_clipboard_ = false;  ///< the terminal, and it has not answered
    bool helping_ = false;
    bool with_status_ = true;        ///< under a window
    bool awaits_replies_ = false;    ///< the terminal was asked questions and has not given the last answer
    std::optional<PlayerDeck> deck_; ///< while the past is shown
    bool ends_with_past_ = false;    ///< the past is what the client was called for
    bool awaits_past_ = false;
    std::string early_keys_;           ///< for the deck, typed before it was there
    Clock::time_point page_painted_{}; ///< when that was last
    bool is_page_due_ = false;         ///< as soon as the terminal has taken what was written
    Size told_;                        ///< the terminal's size, as the server knows it
    Size awaited_;                     ///< the size that the session was asked to have
    bool awaiting_size_ = false;
    Profile profile_;
    std::string output_; ///< what the terminal has not taken yet: at most two steps and the client's own
    std::size_t written_ = 0;

    SignalWatch on_winch_;
    SignalWatch on_term_;
    SignalWatch on_hup_;
    SignalWatch on_int_;
    SignalWatch on_quit_;
    LiveLink link_;
    LastingConversation server_;
};

} // namespace cleat
