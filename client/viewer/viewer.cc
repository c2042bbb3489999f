#include "client/viewer/viewer.h"

#include "client/keys/probe.h"
#include "client/link/own_terminal.h"
#include "client/viewer/event_effect.h"
#include "client/viewer/guest_notice.h"
#include "client/viewer/info_request.h"
#include "client/viewer/recording_notice.h"
#include "client/viewer/terminal_answers.h"
#include "common/base/overloaded.h"

#include <unistd.h>

#include <csignal>
#include <utility>

namespace cleat {

namespace {

/// Minimum time between pages of the recent history; short enough to look smooth.
constexpr std::chrono::milliseconds PACE{16};

std::string bytes_not_delivered(std::size_t count)
{
    return std::to_string(count) + " bytes of input were not delivered";
}

/// Whether the user pressed a key or pasted: replies, focus and mouse reports do not count.
bool is_pressed(const KeyEvent& event)
{
    return !std::holds_alternative<ReplyEvent>(event) && !std::holds_alternative<FocusEvent>(event) &&
           !std::holds_alternative<MouseEvent>(event);
}

bool is_command(const KeyEvent& event, char letter)
{
    const auto* const command = std::get_if<CommandEvent>(&event);
    return command != nullptr && command->letter == letter;
}

/// The options, reduced to the rights that the link has.
ViewerOptions limited(ViewerOptions options)
{
    const Trust trust = trust_in(options.link);
    options.attach.role = granted(options.attach.role, most_role(trust));
    options.attach.clipboard = options.attach.clipboard && may_set_clipboard(trust);
    return options;
}

} // namespace

Viewer::Viewer(Loop& loop, Tty tty, Capabilities capabilities, Transport& transport, UniqueFd socket,
               ViewerOptions options)
    : options_(limited(std::move(options))),
      trust_(trust_in(options_.link)),
      names_(options_.link),
      mirror_(options_.attach.role),
      screen_(loop, std::move(tty), std::move(capabilities),
              {.pace = PACE, .placing = options_.placing, .escape = options_.escape},
              {.on_keys = [this](const std::vector<KeyEvent>& events) { handle_keys(events); },
               .paint = [this](Painter& painter) { return frame(painter); },
               .on_resize = [this](Size) { resized(); },
               .on_written =
                   [this] {
                       acknowledge();
                       view_.written();
                   },
               .on_unanswered =
                   [this] {
                       if (profile_ != Profile() && mirror_.role() == Role::controller) attachment_.send(profile_);
                   },
               .on_stop = [this] { rewind_.suspend(); },
               .last_frame =
                   [this](Painter& painter) {
                       if (!painter.has_text() && !rewind_.is_shown()) return std::string();
                       painter.set_notice({});
                       return view_.final_frame();
                   },
               .on_continue = [this](JobControl::Resumed how) { continued(how); },
               .on_input_lost = [this] { input_.end_paste(); }}),
      attachment_(
          loop, transport, std::move(socket),
          {.attach = options_.attach, .terminal = terminal_for(options_.link), .silence = options_.link_timeout},
          mirror_,
          {.prepare =
               [this](Attach& attach) {
                   if (!rewind_.is_shown()) view_.set_reported_size(screen_.size());
                   attach.rows = view_.reported_size().rows;
                   attach.columns = view_.reported_size().columns;
                   // The terminal already has the history, except for rows that scrolled off while the link was lost.
                   if (mirror_.is_attached() && !view_.knows_rows()) attach.history = 0;
               },
           .on_attached = [this](const Attached& message) { attached(message); },
           .on_restored = [this](const Attached& message) { restored(message); },
           .on_push = [this](Push& push) { take(push); },
           .on_drained = [this] { input_.send(); },
           .on_lost = [this](const std::string& why) { lost(why); },
           .on_over = [this](ViewerOutcome outcome) { finish(std::move(outcome)); }}),
      view_(loop, screen_, mirror_,
            {.resize =
                 [this](Size size) {
                     if (attachment_.most() == Role::controller) attachment_.send(Resize{size.rows, size.columns});
                 },
             .repaint = [this] { paint(); }}),
      notices_(loop, screen_.painter(), options_.escape, [this] { paint(); }),
      input_(loop, attachment_,
             {.on_room = [this](bool has_room) { screen_.set_reading(has_room); },
              .on_detach_timeout =
                  [this] {
                      finish(ViewerDetached{mirror_.name(), {}, input_.take_undelivered()});
                  }}),
      rewind_(loop, attachment_, mirror_, shares_files(trust_), options_.history_options,
              {.on_header =
                   [this] {
                       notices_.key_pressed();
                       screen_.request_frame();
                   },
               .on_changed = [this] { screen_.request_frame(); },
               .on_refused = [this](const std::string& why) { notices_.notice(why); },
               .on_over =
                   [this](const std::optional<Error>& damage, bool is_first) {
                       // If the history was requested on the command line and is invalid, the client ends, as `play`
                       // does with an invalid file.
                       if (damage && is_first) return finish(ViewerRefused{*damage});
                       view_.follow_terminal();
                       paint();
                       if (damage) notices_.notice(damage->message());
                   }})
{}

void Viewer::begin()
{
    attachment_.begin();
}

ViewerOutcome Viewer::run()
{
    const auto ran = screen_.run();
    if (outcome_) return *outcome_;
    if (!ran) return ViewerLost{ran.error().message()};
    if (const auto signal = screen_.signal()) return ViewerSignalled{*signal};
    return ViewerLost{"the event loop ended unexpectedly"};
}

// --- the server ------------------------------------------------------------------------------------------------------

void Viewer::attached(const Attached& message)
{
    input_.attached(message.input_window);
    notices_.name_session(mirror_.name());
    screen_.begin();
    if (screen_.is_over()) return;
    ask_terminal();
    if (options_.history_options) rewind_.begin();
}

void Viewer::restored(const Attached& message)
{
    input_.attached(message.input_window);
    notices_.name_session(mirror_.name());
    notices_.restored();
    if (!screen_.keys().awaits_replies() && mirror_.role() == Role::controller) attachment_.send(profile_);
    const bool is_denied_control = attachment_.most() == Role::controller && mirror_.role() == Role::observer;
    const std::size_t dropped = input_.take_undelivered();
    notices_.notice(
        "reconnected to " + mirror_.name() + (dropped > 0 ? "; " + bytes_not_delivered(dropped) : "") +
        (is_denied_control ? "; client " + std::to_string(mirror_.holder()) + " controls it, you observe" : ""));
}

void Viewer::lost(const std::string& why)
{
    input_.lost();
    if (outcome_) return;
    asking_ = 0;
    rewind_.lost();
    view_.stop_waiting_for_size();
    notices_.lost(why);
}

void Viewer::take(Push& push)
{
    std::visit(Overloaded{
                   [this](Step& m) { show(m); },
                   [this](Happened& m) { show(m); },
                   [this](RoleChanged& m) { show(m); },
                   [this](Ended& m) {
                       view_.stop_waiting_for_size();
                       paint();
                       finish(ViewerEnded{mirror_.name(), m.how});
                   },
                   [this](Detached& m) {
                       finish(ViewerDetached{mirror_.name(), m.reason, input_.take_undelivered()});
                   },
                   [this](InputTaken& m) { input_.taken(m.bytes); },
                   [this](ControlAsked& m) {
                       asking_ = m.client;
                       notices_.notice("client " + std::to_string(m.client) +
                                       " requests control; the escape key, then g, grants it");
                   },
                   [this](RecordingChanged& m) { notices_.notice(recording_notice(m)); },
                   [this](GuestVisits& m) {
                       // Another user's server must not trigger lookups of user names.
                       if (trust_ != Trust::other_user) notices_.notice(guest_notice(m, names_.user_name(m.user)));
                   },
                   [this](Failed&) { ring(); }, // input was refused because the client is no longer a controller
                   [](Following&) {},           // this and the rest are for clients that follow output or the list
                   [](Output&) {},
                   [](Gap&) {},
                   [](InputClosed&) {},
                   [](SessionsChanged&) {},
               },
               push);
}

void Viewer::show(Step& step)
{
    resized(); // SIGWINCH may come after a step that has the new size
    if (const auto taken = view_.take(std::move(step)); !taken)
        return finish(ViewerLost{taken.error().with("invalid data from the server").message()});
    if (!rewind_.is_shown()) return view_.paint();
    view_.pass_over();
    if (screen_.pending() == 0) acknowledge();
}

void Viewer::show(const Happened& event)
{
    if (!screen_.has_begun()) return;
    const bool has_clipboard = options_.is_xterm_kind && may_set_clipboard(trust_);
    const EventEffect effect = effect_of(event, {.has_clipboard = has_clipboard,
                                                 .may_ask_clipboard = has_clipboard && options_.attach.clipboard,
                                                 .role = mirror_.role(),
                                                 .pending = screen_.pending()});
    if (effect.asks_clipboard) screen_.keys().expect_clipboard();
    if (!effect.bytes.empty()) screen_.write(effect.bytes);
    if (!effect.notice.empty()) notices_.notice(effect.notice);
}

/// Drops unsent input when the client loses control: the server would refuse it.
void Viewer::show(const RoleChanged& changed)
{
    if (attachment_.most() == Role::observer) return; // nothing changes for a read-only client
    if (mirror_.role() == Role::controller) return notices_.notice("you control " + mirror_.name());
    const std::size_t dropped = input_.drop();
    notices_.notice("client " + std::to_string(changed.holder) + " controls " + mirror_.name() + "; you observe" +
                    (dropped > 0 ? "; " + bytes_not_delivered(dropped) : ""));
}

// --- keys ------------------------------------------------------------------------------------------------------------

void Viewer::handle_keys(const std::vector<KeyEvent>& events)
{
    for (const KeyEvent& event : events) {
        if (outcome_ || input_.is_detaching()) return;
        const bool hides_info = notices_.is_info_shown() && is_command(event, 'i');
        if (is_pressed(event)) notices_.key_pressed();
        if (!hides_info) handle(event);
    }
}

void Viewer::handle(const KeyEvent& event)
{
    std::visit(Overloaded{
                   [this](const TypedEvent& e) {
                       if (rewind_.is_shown() && e.bytes == SUSPEND_KEY) screen_.stop_soon();
                       else if (!rewind_.is_idle()) rewind_.type(e.bytes);
                       else if (takes_input()) input_.type(e.bytes);
                   },
                   [this](const PastedEvent& e) {
                       if (rewind_.is_idle() && takes_input()) input_.paste(e.text, e.begin, e.end);
                   },
                   [this](const FocusEvent& e) {
                       if (rewind_.is_idle() && takes_input()) input_.report_focus(e.focused);
                   },
                   [this](const MouseEvent& e) {
                       if (!rewind_.is_idle() || !takes_input()) return;
                       if (const auto report = view_.mouse_report(e)) input_.report_mouse(*report);
                   },
                   [this](const CommandEvent& e) { command(e.letter); },
                   [this](const PanEvent& e) {
                       view_.pan(e);
                       paint();
                   },
                   [this](const PanEndEvent&) {
                       screen_.painter().follow_cursor();
                       paint();
                   },
                   [this](const ReplyEvent& e) { take_answer(e.reply); },
               },
               event);
}

/// Whether input can be sent. Rings the bell for a controller whose link is lost.
bool Viewer::takes_input()
{
    if (mirror_.role() != Role::controller) return false;
    if (!attachment_.is_lost()) return true;
    ring();
    return false;
}

void Viewer::command(char letter)
{
    switch (letter) {
    case 'd':
        if (!attachment_.is_lost()) return input_.leave();
        return finish(ViewerDetached{mirror_.name(), "the link is lost", input_.take_undelivered()});
    case '?': return notices_.toggle_help();
    case 's': return notices_.toggle_status();
    case 'i':
        if (attachment_.is_lost()) return;
        notices_.await_info();
        return request_info(attachment_, mirror_, [this](const InfoFacts& facts) {
            notices_.show_info(info_line(facts, ::getuid(), [this](std::int64_t user) {
                return names_.user(user).value_or("user " + std::to_string(user));
            }));
        });
    case 'r':
        if (rewind_.is_shown()) {
            rewind_.end();
            view_.follow_terminal();
            return paint();
        }
        return attachment_.is_lost() ? ring() : rewind_.begin();
    case 't': return request(TakeControl());
    case 'a': return request(AskControl());
    case 'g': return give_control();
    case 'z': return screen_.stop_soon();
    default: ring();
    }
}

/// Sends a request, and shows the user why if it is refused.
void Viewer::request(const ClientMessage& message)
{
    if (attachment_.most() == Role::observer)
        return notices_.notice("attached with --read-only: this client only observes");
    if (attachment_.is_lost()) return;
    attachment_.ask_for<Done>(message, [this](const Reply<Done>& reply) {
        if (!reply) notices_.notice(reply.error().error.message());
    });
}

void Viewer::give_control()
{
    if (asking_ == 0) return notices_.notice("no client has requested control");
    request(GrantControl{std::exchange(asking_, 0)});
}

// --- the terminal ----------------------------------------------------------------------------------------------------

/// Queries the terminal, which was just taken over, for its properties and capabilities.
void Viewer::ask_terminal()
{
    profile_ = {};
    if (!options_.is_xterm_kind) return;
    const Capabilities& capabilities = screen_.painter().capabilities();
    std::string questions;
    if (capabilities.settings_queries && capabilities.cursor_shape) questions += CURSOR_PROBE;
    screen_.ask(questions += PROBE);
}

void Viewer::take_answer(const ProbeReply& reply)
{
    const bool is_controller = mirror_.role() == Role::controller;
    if (const auto* const clipboard = std::get_if<ClipboardReply>(&reply)) {
        if (!is_controller) return;
        const Clipboard lent = lent_clipboard(clipboard->data);
        attachment_.send(lent); // for the program that queried it
        if (lent.bytes.data.size() < clipboard->data.size()) notices_.notice("clipboard of more than 1 MiB not sent");
    } else if (std::holds_alternative<LastReply>(reply)) {
        if (is_controller) attachment_.send(profile_);
    } else if (learn(reply, profile_, screen_.painter())) {
        paint();
    }
}

void Viewer::continued(JobControl::Resumed how)
{
    ask_terminal();
    notices_.hide_all();
    rewind_.resume();
    if (!rewind_.is_shown()) view_.follow_terminal();
    if (how == JobControl::Resumed::not_stopped) notices_.notice("not suspended: no shell could continue this client");
}

void Viewer::resized()
{
    if (!view_.measure()) return;
    if (!rewind_.is_shown()) view_.follow_terminal();
    paint();
}

void Viewer::paint()
{
    if (outcome_) return;
    if (rewind_.is_shown()) screen_.request_frame();
    else view_.paint();
}

std::string Viewer::frame(Painter& painter)
{
    if (!rewind_.is_shown()) return view_.frame().value_or(std::string());
    screen_.keys().set_mouse_encoding(MouseEncoding::standard);
    screen_.keys().set_pannable(false);
    return painter.paint_page(rewind_.page(painter.terminal()));
}

/// Acknowledges the steps that the terminal shows, so that the server sends more.
void Viewer::acknowledge()
{
    if (const auto acknowledgement = mirror_.acknowledge()) attachment_.send(*acknowledgement);
}

/// Rings the terminal's bell, unless the terminal is not reading output.
void Viewer::ring()
{
    if (screen_.has_begun() && screen_.pending() <= MAX_BEFORE_BELL) screen_.write("\a");
}

/// Ends the client. The first outcome counts. The screen stays; `FullScreen::run` restores the terminal.
void Viewer::finish(ViewerOutcome outcome)
{
    if (outcome_ || screen_.is_over()) return;
    outcome_ = std::move(outcome);
    attachment_.close();
    screen_.finish();
}

} // namespace cleat
