#include "client/viewer/event_effect.h"

#include "common/base/base64.h"
#include "common/base/quote.h"
#include "common/wire/frame.h"

namespace cleat {

namespace {

/// A longer clipboard is not sent to the terminal.
constexpr std::size_t MAX_CLIPBOARD = 1U << 20;
/// A longer clipboard is not sent to the server: it would not fit in a frame.
constexpr std::size_t MAX_LENT_CLIPBOARD = MAX_TO_SERVER - 4'096;
/// Bytes of a server's warning that are shown, in one row.
constexpr std::size_t LONGEST_WARNING = 256;
/// Letters that can name selections in one command: a terminal has twelve selections.
constexpr std::size_t MAX_SELECTIONS = 12;

bool is_selection(const std::string& letters)
{
    return letters.size() <= MAX_SELECTIONS && letters.find_first_not_of("cpqs01234567") == std::string::npos;
}

EventEffect effect_of_clipboard(const Happened& event, const TerminalRights& rights)
{
    const std::string selection = "\x1b]52;" + event.title + ";";
    if (event.kind == Happened::Kind::clipboard_query) {
        if (!rights.may_ask_clipboard) return {};
        return {.bytes = selection + "?\x1b\\", .notice = {}, .asks_clipboard = true};
    }
    if (rights.pending > MAX_BEFORE_CLIPBOARD)
        return {.bytes = {}, .notice = "clipboard dropped: the terminal accepts no output"};
    return {.bytes = selection + encode_base64(event.data.data) + "\x1b\\", .notice = {}};
}

} // namespace

EventEffect effect_of(const Happened& event, const TerminalRights& rights)
{
    const bool is_controller = rights.role == Role::controller;
    const bool has_room = rights.pending <= MAX_BEFORE_BELL;
    switch (event.kind) {
    case Happened::Kind::bell: return {.bytes = has_room ? "\a" : "", .notice = {}};
    case Happened::Kind::clipboard_query:
        if (!has_room) return {};
        [[fallthrough]];
    case Happened::Kind::clipboard:
        if (!is_controller || !rights.has_clipboard || !is_selection(event.title)) return {};
        if (event.data.data.size() > MAX_CLIPBOARD) return {};
        return effect_of_clipboard(event, rights);
    case Happened::Kind::notification:
        if (!event.is_warning || !is_controller) return {};
        return {.bytes = {}, .notice = visible(event.data.data.substr(0, LONGEST_WARNING))};
    }
    return {};
}

Clipboard lent_clipboard(const std::string& data)
{
    return {{data.size() <= MAX_LENT_CLIPBOARD ? data : std::string()}};
}

} // namespace cleat
