#include "client/keys/answer.h"

#include <algorithm>

namespace cleat {

namespace {

constexpr std::string_view BEGIN_OF_PASTE = "\x1b[200~";
constexpr std::string_view END_OF_PASTE = "\x1b[201~";
constexpr std::string_view CLIPBOARD_COMMAND = "52;";
/// The longest reply, except for a clipboard.
constexpr std::size_t LONGEST = 4'096;
/// The longest control sequence, without its final byte.
constexpr std::size_t LONGEST_CONTROL = 128;
constexpr std::size_t MAX_DIGITS = 5;
constexpr std::string_view SELECTIONS = "cpqs01234567";

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

std::size_t count_of_digits(std::string_view text)
{
    return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
}

/// `52 ; selection ; base64`. Without a valid selection it is not a clipboard reply.
bool may_become_clipboard(std::string_view command)
{
    const auto selection = command.substr(CLIPBOARD_COMMAND.size());
    return selection.substr(0, selection.find(';')).find_first_not_of(SELECTIONS) == std::string_view::npos;
}

/// A number followed by anything, or a title (XTWINOPS 20 and 21).
bool may_become_command(std::string_view command)
{
    if (command.starts_with(CLIPBOARD_COMMAND)) return may_become_clipboard(command);
    if (command.size() > LONGEST) return false;
    if (command.empty() || command[0] == 'l' || command[0] == 'L') return true;
    const std::size_t digits = count_of_digits(command);
    if (digits == 0 || digits > MAX_DIGITS) return false;
    return digits == command.size() || command[digits] == ';';
}

/// Parameters, at least one intermediate byte or one of < = > ?, a final byte, then anything: `>|version`, `1$r...`.
bool may_become_device_control(std::string_view text)
{
    if (text.size() > LONGEST) return false;
    const auto first = text.find_first_not_of("0123456789;");
    if (first == std::string_view::npos) return true;
    text.remove_prefix(first);
    const auto is_intermediate = [](char c) { return (c >= '!' && c <= '/') || (c >= '<' && c <= '?'); };
    const auto final = std::find_if_not(text.begin(), text.end(), is_intermediate);
    if (final == text.begin()) return false;
    return final == text.end() || (*final >= '@' && *final <= '~');
}

/// The length of the string at the start of `text`, with its terminator; 0 if it is unterminated or is not a reply.
std::size_t end_of_string(std::string_view text)
{
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; };
    const auto control = std::find_if(text.begin() + 2, text.end(), is_control);
    const auto end = static_cast<std::size_t>(control - text.begin());
    const std::string_view rest = text.substr(end);
    const std::size_t terminator = rest.starts_with('\a') ? 1 : rest.starts_with("\x1b\\") ? 2 : 0;
    return terminator > 0 && may_become_reply(text.substr(0, end)) ? end + terminator : 0;
}

} // namespace

bool is_answer(const KeySequence& sequence)
{
    const std::string_view final = sequence.final;
    if (final == "R") return false;
    if (sequence.prefix != 0) return sequence.prefix != '<';
    return final == "n" || final == "t" || final == "$y";
}

bool may_become_reply(std::string_view text)
{
    const std::string_view body = text.substr(std::min<std::size_t>(text.size(), 2));
    return text.starts_with("\x1b]") ? may_become_command(body) : may_become_device_control(body);
}

std::size_t complete_reply_length(std::string_view text)
{
    if (text.starts_with(BEGIN_OF_PASTE) || text.starts_with(END_OF_PASTE)) return BEGIN_OF_PASTE.size();
    if (text.starts_with("\x1b]") || text.starts_with("\x1bP")) return end_of_string(text);
    if (!text.starts_with("\x1b[")) return 0;
    const auto is_inner = [](char c) { return c >= ' ' && c <= '?'; };
    const auto end = std::find_if_not(text.begin() + 2, text.end(), is_inner);
    if (end == text.end()) return 0;
    const auto length = static_cast<std::size_t>(end - text.begin()) + 1;
    if (length > LONGEST_CONTROL + 1) return 0;
    const auto sequence = parse_key_sequence(text.substr(0, length));
    return sequence && is_answer(*sequence) ? length : 0;
}

bool may_become_complete(std::string_view text)
{
    if (text.size() < 2) return text == "\x1b";
    if (text.starts_with("\x1b[")) {
        const bool is_inner = std::all_of(text.begin() + 2, text.end(), [](char c) { return c >= ' ' && c <= '?'; });
        return is_inner && text.size() <= LONGEST_CONTROL;
    }
    if (!text.starts_with("\x1b]") && !text.starts_with("\x1bP")) return false;
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; };
    const auto body = std::find_if(text.begin() + 2, text.end(), is_control);
    const auto before = static_cast<std::size_t>(body - text.begin());
    // The second byte of the terminator may still be missing.
    const bool is_open = body == text.end() || (*body == '\x1b' && before + 1 == text.size());
    return is_open && may_become_reply(text.substr(0, before));
}

} // namespace cleat
