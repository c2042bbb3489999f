#include "common/terminal/inner.h"

#include "common/base/base64.h"
#include "common/base/utf8.h"
#include "common/terminal/character.h"
#include "common/terminal/fields.h"
#include "common/terminal/hex.h"

namespace cleat {

namespace {

constexpr std::size_t LONGEST_TITLE = 1024;
constexpr std::size_t LONGEST_DIRECTORY = 4096;

/// Text to show to users: well-formed, without controls, at most `most` bytes.
std::string printable(std::string_view text, std::size_t most)
{
    std::string out;
    while (!text.empty()) {
        const char32_t c = take_character(text);
        if (c < 0x20 || (c >= 0x7f && c < 0xa0)) continue;
        const auto before = out.size();
        append_utf8(c, out);
        if (out.size() <= most) continue;
        out.resize(before);
        break;
    }
    return out;
}

} // namespace

/// OSC: `number ; text`.
void Terminal::Inner::command(std::string_view payload, Scanner::StringEnd end)
{
    const auto which = number_of(take_field(payload));
    if (!which) return;
    switch (*which) {
    case 0:
    case 1:
    case 2: return set_titles(*which, payload);
    case 4:
    case 5: return numbered_colours(*which, payload, end);
    case 7: state_.working_directory = printable(payload, LONGEST_DIRECTORY); return;
    case 8: return hyperlink(payload);
    case 9:
    case 99:
    case 777: return notification(*which, payload);
    case 52: return clipboard(payload, end);
    case 104:
    case 105: return reset_numbered_colours(*which, payload);
    case 133: return prompt_mark(payload);
    default:
        if (*which >= 10 && *which <= LAST_DYNAMIC_COLOUR) dynamic_colours(*which, payload, end);
        if (*which >= 110) reset_dynamic_colour(*which);
        return;
    }
}

void Terminal::Inner::set_titles(int which, std::string_view text)
{
    std::optional<std::string> decoded;
    if (state_.title_modes.given_in_hex) {
        decoded = from_hex(text);
        if (!decoded) return;
        text = *decoded;
    }
    const auto title = printable(text, LONGEST_TITLE);
    if (which != 1) state_.title = title;
    if (which != 2) state_.icon = title;
}

/// OSC 8: `parameters ; uri`, of which `id` is the only parameter known. A uri that is too long or empty means no link.
void Terminal::Inner::hyperlink(std::string_view text)
{
    auto parameters = take_field(text);
    Link link;
    if (text.size() <= Link::LONGEST_URI) link.uri = printable(text, Link::LONGEST_URI);
    while (!parameters.empty() && !link.uri.empty()) {
        const auto parameter = parameters.substr(0, parameters.find(':'));
        parameters.remove_prefix(std::min(parameters.size(), parameter.size() + 1));
        if (parameter.starts_with("id=") && parameter.size() - 3 <= Link::LONGEST_ID)
            link.id = printable(parameter.substr(3), Link::LONGEST_ID);
    }
    state_.pen.link = std::move(link);
    pen_changed();
}

/// OSC 52. Queries are passed on: the users decide about their clipboards.
void Terminal::Inner::clipboard(std::string_view text, Scanner::StringEnd end)
{
    const std::string selection(take_field(text));
    if (selection.find_first_not_of("cpqs01234567") != std::string::npos) return;
    if (text == "?") report(ClipboardQueryEvent{selection, std::string(Scanner::bytes_of(end))});
    else if (auto data = decode_base64(text)) {
        if (data->size() > Scanner::LONGEST_CLIPBOARD) return clipboard_too_long();
        report(ClipboardEvent{selection, std::move(*data)});
    }
}

void Terminal::Inner::clipboard_too_long()
{
    report(ClipboardTooLongEvent());
}

/// OSC 133: `A` before a prompt, `B` after it, `C` before a command's output, `D ; status` after it. Marks the row.
void Terminal::Inner::prompt_mark(std::string_view text)
{
    const auto kind = take_field(text);
    if (kind.size() != 1 || kind[0] < 'A' || kind[0] > 'D') return;
    PromptEvent event{.kind = kind[0]};
    if (event.kind == 'D') event.status = number_of(take_field(text));
    grid()
        .write(state_.cursor.row, now())
        .mark.add({.kinds = static_cast<std::uint8_t>(1U << (event.kind - 'A')),
                   .status = event.status.value_or(Mark::NO_STATUS)});
    report(event);
}

/// OSC 9 `body`, OSC 777 `notify ; title ; body`, OSC 99 `metadata ; body` (kitty; of its metadata only the payload
/// type is read, to recognise titles).
void Terminal::Inner::notification(int which, std::string_view text)
{
    constexpr std::size_t LONGEST = 4096;
    NotificationEvent event;
    if (which == 777) {
        if (take_field(text) != "notify") return;
        event.title = printable(take_field(text), LONGEST);
    } else if (which == 9) {
        // ConEmu uses the same number for its commands: `9 ; 4 ; ...` is a progress bar.
        auto rest = text;
        if (number_of(take_field(rest)) && rest.size() != text.size() && text.find(';') != std::string_view::npos)
            return;
    } else {
        const auto metadata = take_field(text);
        if (metadata.find("p=?") != std::string_view::npos || metadata.find("e=1") != std::string_view::npos) return;
        if (metadata.find("p=body") == std::string_view::npos) {
            event.title = printable(text, LONGEST);
            return report(std::move(event));
        }
    }
    event.body = printable(text, LONGEST);
    report(std::move(event));
}

} // namespace cleat
