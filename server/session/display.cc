#include "server/session/display.h"

#include "common/terminal/colour_name.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace cleat {

namespace {

/// How long a viewer may take to say what is on its clipboard.
constexpr std::chrono::milliseconds CLIPBOARD_WITHIN{1'000};
/// How often a program's losses are told.
constexpr std::chrono::seconds BETWEEN_WARNINGS{10};

Fanout::Rank rank_of(Role role)
{
    return role == Role::controller ? Fanout::Rank::first : Fanout::Rank::paced;
}

/// Whether a colour of a terminal's palette is one, and another one than xterm's.
bool is_news_of(int index, Colour colour)
{
    constexpr int LAST = 255;
    return index >= 0 && index <= LAST && colour.kind() == Colour::Kind::rgb &&
           colour != standard_colour(static_cast<std::uint8_t>(index));
}

} // namespace

Display::Display(Loop& loop, Size size, HistoryLimits limits, SizeRule rule, Readback readback, Handlers handlers)
    : loop_(loop),
      handlers_(std::move(handlers)),
      terminal_(size, limits),
      keyframes_(terminal_, microseconds_now()),
      fanout_(
          loop, terminal_, [this](ViewerId viewer) { handlers_.on_told(viewer); }, [this] { handlers_.on_silent(); }),
      clipboard_timer_(loop, [this] { answer_clipboard({}); }),
      dropped_(1, BETWEEN_WARNINGS)
{
    terminal_.set_readback(readback);
    sizes_.set_rule(rule, size);
}

// --- output ----------------------------------------------------------------------------------------------------------

void Display::feed(std::string_view bytes)
{
    keyframes_.feed(terminal_, bytes, microseconds_now());
    write_replies();
    tell_events();
}

/// As the log counts its times.
std::int64_t Display::microseconds_now() const
{
    return std::chrono::duration_cast<std::chrono::microseconds>(loop_.now().time_since_epoch()).count();
}

void Display::write_replies()
{
    handlers_.answer(terminal_.take_replies());
}

void Display::tell_events()
{
    for (TerminalEvent& event : terminal_.take_events()) {
        Happened what;
        Role least = Role::observer;
        if (std::holds_alternative<PromptEvent>(event)) continue;
        if (std::holds_alternative<ClipboardTooLongEvent>(event)) {
            tell_of_dropped("a clipboard of more than 1 MiB was dropped");
            continue;
        }
        if (const auto* query = std::get_if<ClipboardQueryEvent>(&event)) {
            ask_for_clipboard(*query);
            continue;
        }
        if (auto* clipboard = std::get_if<ClipboardEvent>(&event)) {
            what = {Happened::Kind::clipboard, clipboard->selection, {std::move(clipboard->data)}};
            least = Role::controller;
        } else if (auto* notification = std::get_if<NotificationEvent>(&event)) {
            what = {Happened::Kind::notification, notification->title, {std::move(notification->body)}};
        }
        for (const auto& [id, viewer] : viewers_)
            if (viewer.role >= least) viewer.sink.happened(what);
    }
}

/// To controllers, whose it would have been, and to the log.
void Display::tell_of_dropped(std::string_view what)
{
    if (!dropped_.take(loop_.now())) return;
    handlers_.on_dropped(what);
    const Happened warning{Happened::Kind::notification, {}, {std::string(what)}, true};
    for (const auto& [id, viewer] : viewers_)
        if (viewer.role == Role::controller) viewer.sink.happened(warning);
}

void Display::resize(Size size)
{
    fanout_.before_resize(size);
    terminal_.resize(size);
    keyframes_.resized(terminal_, microseconds_now());
    fanout_.after_resize();
    write_replies();
}

// --- viewers ---------------------------------------------------------------------------------------------------------

void Display::add(ViewerId id, ViewerSink& sink, Role role, HistoryWish wish, Fanout::Counts counts)
{
    viewers_.emplace(id, Viewer{sink, role});
    fanout_.add(id, sink, rank_of(role), wish, counts);
}

void Display::remove(ViewerId id)
{
    viewers_.erase(id);
    sizes_.remove(id);
    fanout_.remove(id);
    give_up_clipboard_of(id);
}

void Display::set_role(ViewerId id, Role role, Size size)
{
    const auto found = viewers_.find(id);
    if (found == viewers_.end()) return;
    found->second.role = role;
    fanout_.set_rank(id, rank_of(role));
    if (role == Role::controller) return sizes_.set(id, size);
    focus(id, false);
    sizes_.remove(id);
    give_up_clipboard_of(id);
}

// --- what a controller does ------------------------------------------------------------------------------------------

void Display::typed(ViewerId id)
{
    fanout_.urge(id);
    sizes_.typed(id);
}

void Display::focus(ViewerId id, bool focused)
{
    const auto found = viewers_.find(id);
    if (found == viewers_.end()) return;
    const bool before = is_any(&Viewer::is_focused);
    found->second.is_focused = focused;
    const bool after = is_any(&Viewer::is_focused);
    if (after != before && terminal_.modes().focus_reports) handlers_.write(after ? "\x1b[I" : "\x1b[O");
}

bool Display::is_any(bool Viewer::*what) const
{
    return std::any_of(viewers_.begin(), viewers_.end(), [what](const auto& v) { return v.second.*what; });
}

void Display::set_profile(const Profile& profile)
{
    TerminalProfile known;
    if (profile.foreground) known.foreground = known.cursor = *profile.foreground;
    if (profile.cursor) known.cursor = *profile.cursor;
    for (const auto& [index, colour] : profile.palette)
        if (is_news_of(index, colour)) known.palette[index] = colour;
    if (profile.background) known.background = *profile.background;
    known.cell_width = profile.cell_width;
    known.cell_height = profile.cell_height;
    terminal_.set_profile(known);
}

// --- the clipboard ---------------------------------------------------------------------------------------------------

void Display::lend_clipboard(ViewerId id)
{
    if (const auto found = viewers_.find(id); found != viewers_.end()) found->second.lends_clipboard = true;
}

/// Asks one controller that allows it, or else answers that there is nothing; so too while another query waits.
void Display::ask_for_clipboard(const ClipboardQueryEvent& query)
{
    const auto lender = std::find_if(viewers_.begin(), viewers_.end(), [](const auto& v) {
        return v.second.lends_clipboard && v.second.role == Role::controller;
    });
    if (asked_clipboard_ || lender == viewers_.end()) return handlers_.write(clipboard_reply(query, {}));
    asked_clipboard_ = {query, lender->first};
    clipboard_timer_.start(CLIPBOARD_WITHIN);
    lender->second.sink.happened({Happened::Kind::clipboard_query, query.selection, {}});
}

void Display::clipboard(ViewerId id, std::string_view data)
{
    if (asked_clipboard_ && asked_clipboard_->viewer == id) answer_clipboard(data);
}

void Display::give_up_clipboard_of(ViewerId id)
{
    clipboard(id, {});
}

void Display::answer_clipboard(std::string_view data)
{
    if (!asked_clipboard_) return;
    clipboard_timer_.stop();
    const AskedClipboard asked = *std::exchange(asked_clipboard_, std::nullopt);
    handlers_.write(clipboard_reply(asked.query, data));
}

} // namespace cleat
