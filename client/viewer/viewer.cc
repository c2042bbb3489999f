#include "client/viewer/viewer.h"

#include "client/keys/mouse_report.h"

#include "client/keys/probe.h"
#include "client/link/own_terminal.h"
#include "client/viewer/guest_notice.h"
#include "common/base/base64.h"
#include "common/base/directory.h"
#include "common/base/overloaded.h"
#include "common/base/quote.h"
#include "common/render/pushed_rows.h"
#include "common/wire/frame.h"

#include <poll.h>
#include <unistd.h>

#include <csignal>

namespace cleat {

namespace {

using std::chrono::milliseconds;

/// For so long after the terminal's size changed nothing is drawn of the old size.
constexpr milliseconds NEW_SIZE_WITHIN{500};
/// For the server to take what was typed before the user detached: altogether, and as long as it takes nothing.
constexpr milliseconds LEAVE_WITHIN{2'000};
constexpr milliseconds LEAVE_STALLED{250};
/// For what is written on the way out, where the terminal does not read.
constexpr milliseconds LAST_WORDS{1'000};
/// For the terminal's answers, where it was given back before they came.
constexpr milliseconds LATE_REPLIES{1'000};
/// A terminal that has not answered by then does not.
constexpr milliseconds REPLIES_WITHIN{10'000};
/// How long a line about who controls the session stays.
constexpr milliseconds NOTICE{5'000};
/// Between two pages of the past: fast enough for the eye.
constexpr milliseconds PACE{16};
/// Keys that are kept until there is a past that they are for.
constexpr std::size_t MOST_EARLY = 4'096;
/// What was written longer ago than this is drawn for sure.
constexpr milliseconds DRAWN_WITHIN{250};
/// Output that the terminal has not taken, beyond which nothing is painted before it has.
constexpr std::size_t MOST_UNPAINTED = 1U << 20;
/// A clipboard that is longer does not get to the terminal.
constexpr std::size_t MOST_CLIPBOARD = 1U << 20;
/// One that is longer does not get to the server: it would not fit into a frame.
constexpr std::size_t MOST_LENT_CLIPBOARD = MOST_TO_SERVER - 4'096;
/// Of what the server says, which is shown in a row.
constexpr std::size_t LONGEST_WARNING = 256;
/// Letters that say which of a terminal's selections is meant: it has twelve.
constexpr std::size_t MOST_SELECTIONS = 12;
/// Output that the terminal has not taken, beyond which bells and clipboards are left out.
constexpr std::size_t MOST_UNWRITTEN = 64U << 10;

std::string name_of(const EscapeKey& escape)
{
    return "C-" + std::string(1, static_cast<char>(escape.character));
}

/// What the escape key can do.
std::vector<std::string> help_for(const EscapeKey& escape)
{
    const std::string key = name_of(escape) + " ";
    return {key + "d detach",
            key + "? hides this",
            key + "i who is here",
            key + "t take control",
            key + "a ask for it",
            key + "g give it",
            key + "arrows move a window",
            key + "s hide its line",
            key + "r look back",
            key + "z stop",
            key + name_of(escape) + " types " + name_of(escape)};
}

/// The line under a window.
WindowStatus status_for(const std::string& session, const std::optional<EscapeKey>& escape)
{
    if (!escape) return {session, {}};
    const std::string key = name_of(*escape);
    return {session, key + " arrows move   " + key + " s hides this"};
}

std::string bytes_not_delivered(std::size_t count)
{
    return std::to_string(count) + " bytes of input were not delivered";
}

/// Whether somebody did something, and not the terminal by itself.
bool is_pressed(const KeyEvent& event)
{
    return !std::holds_alternative<ReplyEvent>(event) && !std::holds_alternative<FocusEvent>(event) &&
           !std::holds_alternative<MouseEvent>(event);
}

} // namespace

Viewer::Viewer(Tty tty, Capabilities capabilities, OpenLink link, ViewerOptions options)
    : options_(std::move(options)),
      trust_(trust_in(options_.link)),
      names_(options_.link),
      tty_(std::move(tty)),
      job_(loop_, tty_,
           {.on_stop = [this] { give_back(); },
            .on_resume = [this](JobControl::Resumed how) { resume(how); },
            .on_lost = [this] { finish(ViewerSignalled{SIGHUP}); }}),
      tty_watch_(loop_, tty_.fd(), [this](FdWatch::Ready ready) { on_tty(ready); }),
      painter_(std::move(capabilities)),
      keys_(options_.escape),
      key_timer_(loop_, [this] { handle_keys(keys_.flush()); }),
      size_timer_(loop_,
                  [this] {
                      awaiting_size_ = false;
                      paint();
                  }),
      reply_timer_(loop_, [this] { await_no_replies(); }),
      leave_timer_(loop_, [this] { give_up_leaving(); }),
      stall_timer_(loop_, [this] { give_up_leaving(); }),
      notice_timer_(loop_, [this] { show_notice({}); }),
      page_timer_(loop_, [this] { show_page(); }),
      on_winch_(loop_, SIGWINCH, [this] { resized(); }),
      on_term_(loop_, SIGTERM, [this] { finish(ViewerSignalled{SIGTERM}); }),
      on_hup_(loop_, SIGHUP, [this] { finish(ViewerSignalled{SIGHUP}); }),
      on_int_(loop_, SIGINT, [this] { finish(ViewerSignalled{SIGINT}); }),
      on_quit_(loop_, SIGQUIT, [this] { finish(ViewerSignalled{SIGQUIT}); }),
      link_(loop_, options_.link, std::move(link.command), [this] { server_.transport_spoke(); }),
      server_(loop_, link_, std::move(link.socket), options_.link_timeout,
              {.on_push = [this](Push& push) { take(push); },
               .on_drained = [this] { send_input(); },
               .on_open = [this] { on_open(); },
               .on_lost = [this](const std::string& why) { on_lost(why); },
               .on_over = [this](const std::string& why) { finish(ViewerLost{why}); }})
{
    options_.attach.role = most();
    mirror_ = SessionMirror(most());
    options_.attach.clipboard = options_.attach.clipboard && may_set_clipboard(trust_);
}

ViewerOutcome Viewer::run()
{
    greet();
    attach();
    loop_.run();
    give_back();
    return outcome_ ? *outcome_ : ViewerOutcome(ViewerLost{"nothing is left to wait for"});
}

// --- the server ------------------------------------------------------------------------------------------------------

void Viewer::greet()
{
    Greeting greeting{.role = most(), .terminal = terminal_for(options_.link)};
    if (server_.is_kept_up()) greeting.silence = options_.link_timeout;
    server_.greet(greeting, [this](const Reply<Welcome>& reply) {
        if (!reply && concerns(reply)) refused(reply.error().error);
    });
    if (!deck_) told_ = tty_.size();
    options_.attach.rows = told_.rows;
    options_.attach.columns = told_.columns;
}

void Viewer::attach()
{
    ask_for<Attached>(options_.attach, [this](const Reply<Attached>& reply) {
        if (reply) attached(*reply);
        else refused(reply.error().error);
    });
}

/// What is told while the link is lost is not told later.
void Viewer::tell(const ClientMessage& message)
{
    if (!is_lost_) server_.tell(message);
}

/// For the user, who is shown why it is refused.
void Viewer::request(const ClientMessage& message)
{
    if (most() == Role::observer) return show_notice("attached with --read-only: this client only watches");
    if (is_lost_) return;
    ask_for<Done>(message, [this](const Reply<Done>& reply) {
        if (!reply) show_notice(reply.error().error.message());
    });
}

void Viewer::take(Push& push)
{
    if (outcome_) return;
    std::visit(Overloaded{
                   [this](auto& m) { handle(m); },
                   [this](Failed& m) { refused(error_of(m)); },
                   [](Following&) {}, // and what else those are sent who follow bytes
                   [](Output&) {},
                   [](Gap&) {},
                   [](InputClosed&) {},
               },
               push);
}

/// While attached: what was typed by one who controls no more.
void Viewer::refused(const Error& why)
{
    if (!mirror_.is_attached()) return finish(ViewerRefused{why});
    if (is_lost_) return finish(ViewerLost{why.message()});
    ring();
}

/// Not worth waiting for a terminal that does not read.
void Viewer::ring()
{
    if (!painter_.has_begun() || output_.size() - written_ > MOST_UNWRITTEN) return;
    write("\a");
    flush_output();
}

void Viewer::on_open()
{
    greet();
    ask_for<Sessions>(List(), [this](const Reply<Sessions>& reply) {
        if (reply) look_for_session(*reply);
        else refused(reply.error().error);
    });
}

void Viewer::on_lost(const std::string& why)
{
    is_lost_ = true;
    loss_ = why;
    undelivered_ += outbox_.drop(); // a paste with a hole would be worse
    if (leaving_ != Leaving::no) return give_up_leaving();
    asking_ = 0;
    helping_ = false;
    info_ = Info::hidden;
    awaiting_size_ = false;
    awaits_past_ = false;
    early_keys_.clear();
    notice_timer_.stop();
    show_link();
}

void Viewer::show_link()
{
    std::vector<std::string> words{"reconnecting", "keys are not sent"};
    if (options_.escape) words.push_back(name_of(*options_.escape) + " d leaves");
    words.push_back(loss_);
    painter_.set_banner(std::move(words));
    paint();
}

/// A server that was started anew has other sessions, perhaps of the same number.
void Viewer::look_for_session(const Sessions& m)
{
    for (const SessionInfo& session : m.sessions) {
        if (session.id != mirror_.id() || (created_ ? session.created != *created_ : session.name != mirror_.name()))
            continue;
        mirror_.rename(session.name);
        // What the server takes for this client may still be attached, and hold control.
        if (most() == Role::controller)
            ask_for<Done>(DetachAll{'#' + std::to_string(mirror_.id()), mirror_.client(), false},
                          [](const Reply<Done>&) {});
        return reattach(mirror_.holds_control() ? Claim::exclusive : Claim::shared);
    }
    finish(ViewerLost{"the link was lost, and session \"" + mirror_.name() + "\" is gone"});
}

void Viewer::reattach(Claim claim)
{
    Attach attach = options_.attach;
    attach.session = '#' + std::to_string(mirror_.id());
    attach.claim = claim;
    if (!scrollback_.knows_positions()) attach.history = 0; // the terminal has it, but for what goes by meanwhile
    ask_for<Attached>(attach, [this, claim](const Reply<Attached>& reply) {
        if (reply) return attached(*reply);
        const Error& why = reply.error().error;
        // Somebody else has come to hold control: nothing is taken back without being asked to.
        if (why.code() == ErrorCode::refused && claim == Claim::exclusive) return reattach(Claim::shared);
        finish(ViewerLost{"the link was lost, and it cannot be attached again: " + why.message()});
    });
}

void Viewer::reattached()
{
    is_lost_ = false;
    if (!awaits_replies_ && mirror_.role() == Role::controller) tell(profile_);
    const bool is_held_off = most() == Role::controller && mirror_.role() == Role::observer;
    const std::size_t lost = std::exchange(undelivered_, 0) + outbox_.drop();
    show_notice("connected again to " + mirror_.name() + (lost > 0 ? "; " + bytes_not_delivered(lost) : "") +
                (is_held_off ? "; client " + std::to_string(mirror_.holder()) + " controls it, you watch" : ""));
}

void Viewer::attached(const Attached& m)
{
    mirror_.take(m);
    outbox_.attached(m.input_window);
    server_.established();
    if (with_status_) painter_.set_status(status_for(mirror_.name(), options_.escape));
    if (is_lost_) return reattached();
    if (server_.is_kept_up())
        ask_for<Sessions>(List(), [this](const Reply<Sessions>& reply) {
            if (reply) learn(*reply);
        });
    take_over();
    if (options_.past) rewind();
}

/// Which session it is.
void Viewer::learn(const Sessions& m)
{
    for (const SessionInfo& session : m.sessions) {
        if (session.id != mirror_.id()) continue;
        created_ = session.created;
        facts_.session = session;
    }
}

void Viewer::handle(Step& m)
{
    if (painter_.has_begun() && tty_.size() != painter_.terminal()) resized();
    auto pushed = mirror_.take(std::move(m));
    if (!pushed) return finish(ViewerLost{pushed.error().with("from the server").message()});
    take_rows(std::move(*pushed));
    if (!deck_) return paint();
    if (!awaits_size()) stop_awaiting_size();
    mirror_.drawn();
    flush_output();
}

/// Those that left the top.
void Viewer::take_rows(SessionMirror::PushedRows pushed)
{
    if (!pushed.places) return scrollback_.told(std::move(pushed.rows), pushed.skipped);
    const RowPlaces& places = *pushed.places;
    scrollback_.told({std::move(pushed.rows), pushed.skipped, places, mirror_.screen().size}, !is_window());
    if (const auto end = scrollback_.taken_back())
        painter_.take_back(rows_before(mirror_.screen().primary, places.top, *end));
}

void Viewer::handle(const Ended& m)
{
    awaiting_size_ = false;
    paint();
    finish(ViewerEnded{mirror_.name(), m.how});
}

void Viewer::handle(const Detached& m)
{
    finish(ViewerDetached{mirror_.name(), m.reason, undelivered_ + outbox_.drop()});
}

void Viewer::handle(const InputTaken& m)
{
    outbox_.taken(m.bytes);
    if (leaving_ == Leaving::sending) stall_timer_.start(LEAVE_STALLED);
    send_input();
}

void Viewer::handle(const Happened& m)
{
    if (!painter_.has_begun()) return;
    // Not worth waiting for a terminal that does not read; but a clipboard is missed.
    const std::size_t most = m.kind == Happened::Kind::clipboard ? MOST_UNPAINTED : MOST_UNWRITTEN;
    const bool has_room = output_.size() - written_ <= most;
    if (!has_room && !m.is_warning && m.kind != Happened::Kind::clipboard) return;
    const bool is_selection =
        m.title.size() <= MOST_SELECTIONS && m.title.find_first_not_of("cpqs01234567") == std::string::npos;
    const bool has_clipboard = options_.is_xterm_kind && is_selection && may_set_clipboard(trust_) &&
                               mirror_.role() == Role::controller && m.data.data.size() <= MOST_CLIPBOARD;
    switch (m.kind) {
    case Happened::Kind::bell: write("\a"); break;
    case Happened::Kind::clipboard:
        if (!has_clipboard) break;
        if (!has_room) return show_notice("a clipboard was dropped: the terminal does not take it");
        write("\x1b]52;" + m.title + ";" + encode_base64(m.data.data) + "\x1b\\");
        break;
    case Happened::Kind::clipboard_query:
        if (!has_clipboard || !options_.attach.clipboard) break;
        asked_clipboard_ = true;
        await_replies();
        write("\x1b]52;" + m.title + ";?\x1b\\");
        break;
    case Happened::Kind::notification:
        if (m.is_warning && mirror_.role() == Role::controller)
            return show_notice(visible(m.data.data.substr(0, LONGEST_WARNING)));
        break;
    }
    flush_output();
}

void Viewer::handle(const RoleChanged& m)
{
    mirror_.take(m);
    if (most() == Role::observer) return; // nothing is another way for one who only watches
    if (mirror_.role() != Role::controller) drop_input();
    if (mirror_.role() == Role::controller) show_notice("you control " + mirror_.name());
    else show_notice("client " + std::to_string(m.holder) + " controls " + mirror_.name() + "; you watch");
}

void Viewer::handle(const ControlAsked& m)
{
    asking_ = m.client;
    show_notice("client " + std::to_string(m.client) + " asks for control; the escape key and g gives it");
}

void Viewer::handle(const RecordingChanged& m)
{
    switch (m.state) {
    case RecordingState::running: return show_notice("recorded to " + m.path);
    case RecordingState::paused: return show_notice("the recording waits: " + m.why);
    case RecordingState::ended: return show_notice("recorded no more");
    case RecordingState::failed: return show_notice("the recording has failed: " + m.why);
    }
}

/// Users' names are looked up on the session's own machine only.
void Viewer::handle(const GuestNews& m)
{
    if (trust_ != Trust::other_user) show_notice(guest_notice(m, names_.user_in_words(m.user)));
}

// --- the terminal ----------------------------------------------------------------------------------------------------

void Viewer::take_over()
{
    if (const auto raw = tty_.make_raw(); !raw) return finish(ViewerLost{raw.error().message()});
    write(painter_.begin(tty_.size(), options_.placing));
    awaits_replies_ = options_.is_xterm_kind;
    profile_ = {};
    if (awaits_replies_) {
        if (painter_.capabilities().settings_queries && painter_.capabilities().cursor_shape) write(CURSOR_PROBE);
        write(PROBE);
        await_replies();
    }
    tty_watch_.set(Interest::read);
    flush_output();
}

/// Leaves the terminal as it was found: what is under way first, then the modes, then the settings.
void Viewer::give_back()
{
    if (!painter_.has_begun() || !job_.has_terminal()) return;
    tty_watch_.set(Interest::none);
    if (deck_ && !outcome_) deck_->suspend();
    if (painter_.has_words() || deck_) {
        painter_.set_notice({});
        if (mirror_.has_screen()) paint_session();
    }
    write(painter_.end());
    (void)tty_.write_all(std::string_view(output_).substr(written_), LAST_WORDS);
    output_.clear();
    written_ = 0;
    take_late_replies();
    tty_.restore();
}

/// What was half read, a paste above all, has ended: the terminal was somebody else's.
void Viewer::stop_taking_input()
{
    keys_ = KeyReader(options_.escape);
    key_timer_.stop();
    outbox_.end_paste();
    send_input();
}

/// The client was stopped, and goes on. Of what the terminal shows now nothing is known.
void Viewer::resume(JobControl::Resumed how)
{
    if (outcome_ || !mirror_.is_attached()) return;
    const bool is_ours = how == JobControl::Resumed::not_restored && tty_.is_raw();
    if (!is_ours) stop_taking_input();
    if (painter_.has_begun()) write(painter_.end());
    helping_ = false;
    info_ = Info::hidden;
    notice_timer_.stop();
    take_over();
    if (deck_) deck_->resume();
    else if (painter_.terminal() != told_) follow_size();
    if (is_lost_) return show_link();
    if (how == JobControl::Resumed::not_stopped) return show_notice("not stopped: no shell could continue this client");
    paint();
}

/// Answers to our questions that are on their way would be typed into the user's shell. Waits for the last of them, not
/// for long.
void Viewer::take_late_replies()
{
    const auto end = Clock::now() + LATE_REPLIES;
    while (awaits_replies_ && Clock::now() < end) {
        pollfd ready{tty_.fd(), POLLIN, 0};
        const auto left = std::chrono::ceil<milliseconds>(end - Clock::now());
        if (::poll(&ready, 1, static_cast<int>(left.count())) <= 0) return;
        const auto bytes = tty_.read();
        if (!bytes) return;
        for (const KeyEvent& event : keys_.read(*bytes)) {
            const auto* const reply = std::get_if<ReplyEvent>(&event);
            if (reply != nullptr && std::holds_alternative<LastReply>(reply->reply)) awaits_replies_ = false;
        }
    }
}

/// The terminal was asked something.
void Viewer::await_replies()
{
    keys_.set_expecting(true);
    reply_timer_.start(REPLIES_WITHIN);
}

/// It has answered all, or will not.
void Viewer::await_no_replies()
{
    keys_.set_expecting(false);
    reply_timer_.stop();
    asked_clipboard_ = false;
    const bool has_answered_some = profile_ != Profile();
    if (std::exchange(awaits_replies_, false) && has_answered_some && mirror_.role() == Role::controller)
        tell(profile_);
}

void Viewer::write(std::string_view bytes)
{
    output_ += bytes;
}

void Viewer::flush_output()
{
    if (written_ < output_.size() && !job_.has_terminal()) return job_.yield();
    while (written_ < output_.size()) {
        const auto count = tty_.write(std::string_view(output_).substr(written_));
        if (!count) return finish(ViewerSignalled{SIGHUP});
        if (*count == 0) break;
        written_ += *count;
    }
    if (written_ == output_.size()) {
        output_.clear();
        written_ = 0;
        acknowledge();
        if (std::exchange(is_page_due_, false)) page_changed();
        if (std::exchange(is_paint_due_, false)) loop_.defer([this] { paint(); });
    }
    watch_tty();
}

void Viewer::watch_tty()
{
    if (outcome_ || !painter_.has_begun()) return;
    const unsigned read = static_cast<unsigned>(outbox_.is_full() ? Interest::none : Interest::read);
    const unsigned write = static_cast<unsigned>(output_.empty() ? Interest::none : Interest::write);
    tty_watch_.set(static_cast<Interest>(read | write));
}

/// Tells the server that what it sent is on the terminal, so that it sends more.
void Viewer::acknowledge()
{
    if (const auto acknowledgement = mirror_.acknowledge()) tell(*acknowledgement);
}

bool Viewer::awaits_size() const
{
    return awaiting_size_ && mirror_.screen().size != awaited_;
}

void Viewer::stop_awaiting_size()
{
    awaiting_size_ = false;
    size_timer_.stop();
}

void Viewer::paint()
{
    if (!painter_.has_begun() || outcome_) return;
    if (deck_) return show_page();
    if (!mirror_.has_screen()) return;
    if (awaits_size()) {
        return; // the session has yet to follow the terminal; nothing is drawn of the old size
    }
    stop_awaiting_size();
    is_paint_due_ = output_.size() - written_ > MOST_UNPAINTED;
    if (is_paint_due_) return;
    mirror_.drawn();
    paint_session();
    keys_.set_mouse_encoding(mirror_.screen().modes.mouse_encoding);
    keys_.set_pannable(is_window());
    flush_output();
}

/// With the rows that left the top, where there is a history for them to go to.
void Viewer::paint_session()
{
    if (is_window()) return write(painter_.paint(mirror_.screen()));
    const Scrollback::Leaving leaving = scrollback_.take();
    if (!leaving.rows.empty()) rows_left_ = Clock::now();
    const std::string notice = leaving.skipped > 0 ? skipped_notice(leaving.skipped) : std::string();
    write(painter_.paint(mirror_.screen(), leaving.rows, notice));
}

void Viewer::resized()
{
    if (!painter_.has_begun()) return;
    const Size size = tty_.size();
    if (size == painter_.terminal()) return;
    painter_.resized(size);
    if (!painter_.is_main_empty()) scrollback_.terminal_resized(size, Clock::now() - rows_left_ > DRAWN_WITHIN);
    if (!deck_) follow_size();
    paint();
}

/// Tells the server the terminal's size, and waits for the session to have it.
void Viewer::follow_size()
{
    const Size size = painter_.terminal();
    told_ = size;
    if (most() == Role::controller) tell(Resize{size.rows, size.columns});
    if (mirror_.role() == Role::controller) {
        awaited_ = size;
        awaiting_size_ = true;
        size_timer_.start(NEW_SIZE_WITHIN);
    }
}

// --- keys ------------------------------------------------------------------------------------------------------------

void Viewer::on_tty(FdWatch::Ready ready)
{
    if (ready.write) flush_output();
    if (ready.read && !outcome_) read_keys();
}

void Viewer::read_keys()
{
    const auto bytes = tty_.read();
    if (!bytes) return finish(ViewerSignalled{SIGHUP});
    handle_keys(keys_.read(*bytes));
}

void Viewer::handle_keys(const std::vector<KeyEvent>& events)
{
    for (const KeyEvent& event : events) {
        if (outcome_ || leaving_ != Leaving::no) return;
        if (is_pressed(event)) hide_info();
        if (is_pressed(event)) hide_notice();
        std::visit([this](const auto& e) { handle_key(e); }, event);
    }
    if (keys_.is_pending()) key_timer_.start(keys_.patience());
    else key_timer_.stop();
}

/// Whether there is somebody to take what is typed or pasted; rings where there could be.
bool Viewer::takes_input()
{
    if (mirror_.role() != Role::controller || leaving_ != Leaving::no) return false;
    if (!is_lost_) return true;
    write("\a");
    flush_output();
    return false;
}

/// As much of what was typed and pasted as the server takes now. Where too much is left the terminal is not read.
void Viewer::send_input()
{
    if (is_lost_ || outcome_ || leaving_ == Leaving::asked) return;
    while (const auto message = outbox_.next(server_.pending())) server_.tell(*message);
    watch_tty();
    go_on_leaving();
}

/// What was typed by one who controls no more would be refused.
void Viewer::drop_input()
{
    if (const std::size_t lost = outbox_.drop(); lost > 0) show_notice(bytes_not_delivered(lost));
    watch_tty();
}

void Viewer::handle_key(const TypedEvent& event)
{
    if (deck_) return event.bytes == SUSPEND_KEY ? stop_soon() : deck_->type(event.bytes);
    if (awaits_past_) {
        if (early_keys_.size() < MOST_EARLY) early_keys_ += event.bytes;
        return;
    }
    if (!takes_input()) return;
    outbox_.add_typed(event.bytes);
    send_input();
}

void Viewer::handle_key(const PastedEvent& event)
{
    if (is_rewinding() || !takes_input()) return;
    outbox_.add_pasted(event.text, event.begin, event.end);
    send_input();
}

void Viewer::handle_key(const FocusEvent& event)
{
    if (is_rewinding() || !takes_input()) return;
    outbox_.add_focus(event.focused);
    send_input();
}

/// What was pointed at in a window is somewhere else on the session's screen.
void Viewer::handle_key(const MouseEvent& event)
{
    if (is_rewinding() || !takes_input()) return;
    std::optional<std::string> report = event.bytes;
    if (is_window()) {
        const Corner corner = painter_.corner();
        const WindowPlace place{.row = corner.row, .column = corner.column, .size = painter_.window(mirror_.screen())};
        report = move_mouse_report(event.bytes, mirror_.screen().modes.mouse_encoding, place, mirror_.screen().size);
    }
    if (report) outbox_.add_mouse(*report);
    send_input();
}

/// By a quarter of what is shown.
void Viewer::handle_key(const PanEvent& event)
{
    const Size window = painter_.window(mirror_.screen());
    painter_.pan(event.rows * std::max(1, window.rows / 4), event.columns * std::max(1, window.columns / 4));
    paint();
}

void Viewer::handle_key(const PanEndEvent&)
{
    painter_.follow_cursor();
    paint();
}

/// As a job of the shell, when what is at work has been left.
void Viewer::stop_soon()
{
    loop_.defer([this] {
        if (!outcome_) job_.stop(StopExtent::group);
    });
}

void Viewer::handle_key(const CommandEvent& event)
{
    switch (event.letter) {
    case 'd': return leave();
    case '?': return show_help();
    case 's': return show_status();
    case 'i': return ask_for_info();
    case 'r': return rewind();
    case 't': return request(TakeControl());
    case 'a': return request(AskControl());
    case 'g': return give_control();
    case 'z': return stop_soon();
    default: write("\a"); flush_output();
    }
}

/// To the program, which asked for it.
void Viewer::lend_clipboard(const std::string& data)
{
    const bool fits = data.size() <= MOST_LENT_CLIPBOARD;
    tell(Clipboard{{fits ? data : std::string()}});
    if (!fits) show_notice("a clipboard of more than 1 MiB was not passed on");
}

void Viewer::handle_key(const ReplyEvent& event)
{
    if (const auto* colour = std::get_if<ColourReply>(&event.reply)) {
        if (colour->which == DynamicColour::foreground) profile_.foreground = colour->colour;
        if (colour->which == DynamicColour::background) profile_.background = colour->colour;
        if (colour->which == DynamicColour::cursor) profile_.cursor = colour->colour;
    } else if (const auto* entry = std::get_if<PaletteReply>(&event.reply)) {
        profile_.palette[entry->index] = entry->colour;
    } else if (const auto* cursor = std::get_if<CursorReply>(&event.reply)) {
        painter_.set_resting_cursor(cursor->style);
    } else if (const auto* cell = std::get_if<CellSizeReply>(&event.reply)) {
        profile_.cell_width = cell->width;
        profile_.cell_height = cell->height;
    } else if (const auto* clipboard = std::get_if<ClipboardReply>(&event.reply)) {
        if (std::exchange(asked_clipboard_, false) && mirror_.role() == Role::controller)
            lend_clipboard(clipboard->data);
        if (!awaits_replies_) await_no_replies();
    } else if (std::holds_alternative<KeyboardReply>(event.reply)) {
        Capabilities more = painter_.capabilities();
        more.kitty_keyboard = true;
        painter_.set_capabilities(std::move(more));
        paint();
    } else if (const auto* mode = std::get_if<ModeReply>(&event.reply)) {
        const bool knows_it = mode->value == 1 || mode->value == 2;
        Capabilities more = painter_.capabilities();
        if (mode->mode == 2026) more.synchronised_output = knows_it;
        if (mode->mode == 2027) more.grapheme_clusters = knows_it;
        painter_.set_capabilities(std::move(more));
        paint();
    } else if (std::holds_alternative<LastReply>(event.reply)) {
        awaits_replies_ = false;
        if (!asked_clipboard_) await_no_replies();
        if (mirror_.role() == Role::controller) tell(profile_);
    }
}

/// Detaches when what was typed before is with the server; but soon, if the program does not read it.
void Viewer::leave()
{
    if (is_lost_) return finish(ViewerDetached{mirror_.name(), "the link is lost", std::exchange(undelivered_, 0)});
    leaving_ = Leaving::sending;
    leave_timer_.start(LEAVE_WITHIN);
    stall_timer_.start(LEAVE_STALLED);
    send_input();
}

void Viewer::go_on_leaving()
{
    if (leaving_ != Leaving::sending || !outbox_.is_empty()) return;
    leaving_ = Leaving::asked;
    stall_timer_.stop();
    leave_timer_.start(LEAVE_WITHIN);
    tell(Detach());
}

/// Without the rest of the input; and without an answer, if there is none.
void Viewer::give_up_leaving()
{
    undelivered_ += outbox_.drop();
    if (leaving_ == Leaving::sending && !is_lost_) return go_on_leaving();
    finish(ViewerDetached{mirror_.name(), {}, undelivered_});
}

void Viewer::give_control()
{
    if (asking_ == 0) return show_notice("nobody has asked for control");
    request(GrantControl{std::exchange(asking_, 0)});
}

void Viewer::show_help()
{
    helping_ = !helping_;
    notice_timer_.stop();
    info_ = Info::hidden;
    if (!helping_ && is_lost_) return show_link();
    painter_.set_banner(helping_ && options_.escape ? help_for(*options_.escape) : std::vector<std::string>());
    paint();
}

/// The key that hides it again asks for nothing.
void Viewer::ask_for_info()
{
    if (is_lost_) return;
    if (std::exchange(hid_info_, false)) return;
    info_ = Info::awaited;
    facts_ = {};
    ask_for<Sessions>(List(), [this](const Reply<Sessions>& reply) {
        if (reply) learn(*reply);
        else show_info(); // without what is not to be known
    });
    ask_for<Clients>(ListClients{'#' + std::to_string(mirror_.id())}, [this](const Reply<Clients>& reply) {
        if (reply) facts_.clients = reply->clients;
        show_info();
    });
}

void Viewer::show_info()
{
    if (info_ != Info::awaited || is_lost_) return;
    info_ = Info::shown;
    helping_ = false;
    notice_timer_.stop();
    facts_.role = mirror_.role();
    facts_.client = mirror_.client();
    facts_.holder = mirror_.holder();
    painter_.set_banner(info_line(facts_, ::getuid(), [this](std::int64_t user) {
        return names_.user(user).value_or("user " + std::to_string(user));
    }));
    paint();
}

void Viewer::hide_info()
{
    hid_info_ = info_ == Info::shown;
    if (std::exchange(info_, Info::hidden) != Info::shown) return;
    painter_.set_banner({});
    paint();
}

/// Says something for a while, or no more.
void Viewer::show_notice(const std::string& text)
{
    if (helping_ || outcome_ || is_lost_) return;
    info_ = Info::hidden;
    painter_.set_notice(text);
    if (!text.empty()) notice_timer_.start(NOTICE);
    paint();
}

/// Whoever goes on has read it.
void Viewer::hide_notice()
{
    if (!notice_timer_.is_running()) return;
    notice_timer_.stop();
    show_notice({});
}

/// Shows or hides the line under a window.
void Viewer::show_status()
{
    with_status_ = !with_status_;
    painter_.set_status(with_status_ ? std::optional(status_for(mirror_.name(), options_.escape)) : std::nullopt);
    paint();
}

// --- the past --------------------------------------------------------------------------------------------------------

/// Asks for what can be looked back at; or looks at what is now again.
void Viewer::rewind()
{
    if (deck_) return return_to_live();
    if (awaits_past_) return;
    if (is_lost_) {
        write("\a");
        return flush_output();
    }
    awaits_past_ = true;
    ask_for<Sessions>(List(), [this](const Reply<Sessions>& reply) {
        if (reply) find_past(*reply);
        else no_past(reply.error().error.message());
    });
}

/// A recording goes back further than what the server has, where it can be read here.
void Viewer::find_past(const Sessions& m)
{
    const bool is_here = shares_files(trust_);
    for (const SessionInfo& session : m.sessions) {
        if (session.id != mirror_.id() || session.recording.empty() || !is_here) continue;
        if (auto source = CastSource::open(session.recording)) return show_past(std::move(source), session.recording);
    }
    take_past();
}

void Viewer::take_past()
{
    ask_for<Past>(TakePast{'#' + std::to_string(mirror_.id())}, [this](const Reply<Past>& reply) {
        if (!reply) no_past(reply.error().error.message());
        else if (awaits_past_) show_past(nameless_source(reply->cast.data), {});
    });
}

void Viewer::show_past(Result<CastSource> source, const std::string& path)
{
    if (!awaits_past_) return;
    if (!source) return no_past(source.error().message());
    auto index = IndexFile::open(path, *source);
    if (!index) return no_past(index.error().message());
    ends_with_past_ = options_.past.has_value();
    PlayerOptions playing{.at = LAST_CAST_TIME, .paused = true, .exit = PlayerExit::live};
    if (options_.past) playing = *std::exchange(options_.past, std::nullopt);
    deck_.emplace(loop_, std::move(*source), std::move(*index), std::nullopt, playing,
                  PlayerDeck::Handlers{.on_begun = [] {},
                                       .on_changed = [this] { page_changed(); },
                                       .on_over = [this] { loop_.defer([this] { leave_past(); }); }});
    if (const auto begun = deck_->begin(); !begun) {
        deck_.reset();
        return no_past(begun.error().message());
    }
    awaits_past_ = false;
    hide_info();
    deck_->type(std::exchange(early_keys_, {}));
}

void Viewer::no_past(const std::string& why)
{
    awaits_past_ = false;
    early_keys_.clear();
    show_notice(why);
}

/// A mistake in what was asked for when the client was called is its end, as of a player of a file.
void Viewer::leave_past()
{
    if (!deck_ || outcome_) return;
    const auto damage = deck_->damage();
    if (!damage && ends_with_past_) return finish(ViewerRefused{damage.error()});
    return_to_live();
    if (!damage) show_notice(damage.error().message());
}

void Viewer::return_to_live()
{
    if (!deck_) return;
    deck_.reset();
    page_timer_.stop();
    is_page_due_ = false;
    if (painter_.terminal() != told_) follow_size();
    paint();
}

void Viewer::page_changed()
{
    if (!deck_ || outcome_ || page_timer_.is_running()) return;
    const auto since = Clock::now() - page_painted_;
    page_timer_.start(std::chrono::ceil<milliseconds>(std::max(Clock::duration::zero(), PACE - since)));
}

/// As soon as the terminal has taken what was written before.
void Viewer::show_page()
{
    if (!deck_ || outcome_) return;
    is_page_due_ = !output_.empty();
    if (is_page_due_) return;
    page_painted_ = Clock::now();
    write(painter_.paint_page(deck_->page(painter_.terminal())));
    keys_.set_mouse_encoding(MouseEncoding::standard);
    keys_.set_pannable(false);
    flush_output();
}

/// The first reason counts. What was drawn stays; `run` gives the terminal back.
void Viewer::finish(ViewerOutcome outcome)
{
    if (outcome_) return;
    outcome_ = std::move(outcome);
    loop_.stop();
}

} // namespace cleat
