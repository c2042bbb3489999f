#include "server/session/display.h"

#include "common/terminal/colour_name.h"
#include "server/memory/moment.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace cleat {

namespace {

/// How long a viewer may take to send its clipboard.
constexpr std::chrono::milliseconds CLIPBOARD_WITHIN{1'000};
/// Minimum time between warnings about dropped output.
constexpr std::chrono::seconds BETWEEN_WARNINGS{10};

/// Whether the index is in the palette, and the colour differs from xterm's.
bool is_news_of(int index, Colour colour)
{
    constexpr int LAST = 255;
    return index >= 0 && index <= LAST && colour.kind() == Colour::Kind::rgb &&
           colour != standard_colour(static_cast<std::uint8_t>(index));
}

} // namespace

Display::Display(Loop& loop, Members& members, SessionMemory& memory, Size size, HistoryLimits limits,
                 Readback readback, Handlers handlers)
    : loop_(loop),
      members_(members),
      handlers_(std::move(handlers)),
      terminal_(memory.terminal(size, limits)),
      saves_(loop, memory, terminal_),
      keyframes_(terminal_, to_microseconds(loop.now())),
      fanout_(loop, terminal_, members,
              {.on_complete = [this](ViewerId member) { handlers_.on_complete(member); },
               .on_silence = [this] { handlers_.on_silence(); }}),
      clipboard_timer_(loop, [this] { answer_clipboard({}); }),
      dropped_(1, BETWEEN_WARNINGS)
{
    terminal_.set_readback(readback);
}

// --- output ----------------------------------------------------------------------------------------------------------

void Display::feed(std::string_view bytes)
{
    keyframes_.feed(terminal_, bytes, to_microseconds(loop_.now()));
    write_replies();
    send_events();
    saves_.fed();
}

void Display::write_replies()
{
    handlers_.answer(terminal_.take_replies());
}

void Display::send_events()
{
    for (TerminalEvent& event : terminal_.take_events()) {
        Happened what;
        Role least = Role::observer;
        if (std::holds_alternative<PromptEvent>(event)) continue;
        if (std::holds_alternative<ClipboardTooLongEvent>(event)) {
            report_dropped("a clipboard of more than 1 MiB was dropped");
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
        } else {
            handlers_.on_bell();
        }
        send(what, least);
    }
}

/// Sends to the attached members that have at least that role.
void Display::send(const Happened& what, Role least) const
{
    for (const auto& [id, member] : members_.all())
        if (member->screen() != nullptr && member->role >= least) member->sink.happened(what);
}

/// Reports to the controllers and to the log.
void Display::report_dropped(std::string_view what)
{
    if (!dropped_.take(loop_.now())) return;
    handlers_.on_dropped(what);
    const Happened warning{Happened::Kind::notification, {}, {std::string(what)}, true};
    send(warning, Role::controller);
}

void Display::resize(Size size)
{
    fanout_.before_resize(size);
    terminal_.resize(size);
    keyframes_.resized(terminal_, to_microseconds(loop_.now()));
    saves_.changed();
    fanout_.after_resize();
    write_replies();
}

// --- actions of a controller -----------------------------------------------------------------------------------------

void Display::focus(Member& member, bool focused)
{
    const bool before = is_focused();
    member.is_focused = focused;
    const bool after = is_focused();
    if (after != before && terminal_.modes().focus_reports) handlers_.answer(after ? "\x1b[I" : "\x1b[O");
}

bool Display::is_focused() const
{
    return std::ranges::any_of(members_.all(), [](const auto& entry) { return entry.second->is_focused; });
}

void Display::release(Member& member)
{
    focus(member, false);
    clipboard(member, {});
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
    saves_.changed();
}

// --- the clipboard ---------------------------------------------------------------------------------------------------

/// Queries the terminal of one controller that allows it. If there is none, or another query is pending, replies with
/// an empty clipboard.
void Display::ask_for_clipboard(const ClipboardQueryEvent& query)
{
    const auto& controllers = members_.controllers();
    const auto lender = std::ranges::find_if(controllers, [](const Member* member) {
        return member->screen() != nullptr && member->request.lends_clipboard;
    });
    if (asked_clipboard_ || lender == controllers.end()) return handlers_.answer(clipboard_reply(query, {}));
    asked_clipboard_ = {query, (*lender)->id};
    clipboard_timer_.start(CLIPBOARD_WITHIN);
    (*lender)->sink.happened({Happened::Kind::clipboard_query, query.selection, {}});
}

void Display::clipboard(const Member& member, std::string_view data)
{
    if (asked_clipboard_ && asked_clipboard_->member == member.id) answer_clipboard(data);
}

void Display::answer_clipboard(std::string_view data)
{
    if (!asked_clipboard_) return;
    clipboard_timer_.stop();
    const AskedClipboard asked = *std::exchange(asked_clipboard_, std::nullopt);
    handlers_.answer(clipboard_reply(asked.query, data));
}

} // namespace cleat
