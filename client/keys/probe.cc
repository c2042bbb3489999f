#include "client/keys/probe.h"

#include "client/keys/key_sequence.h"
#include "common/base/base64.h"

#include <array>
#include <charconv>

namespace cleat {

namespace {

constexpr std::size_t LONGEST_COLOUR = 32;
constexpr std::string_view CLIPBOARD = "52;";

/// One component of XParseColor's "rgb:": one to four hexadecimal digits, of which that many f are the most.
std::optional<std::uint8_t> parse_component(std::string_view digits)
{
    unsigned value = 0;
    if (digits.empty() || digits.size() > 4) return std::nullopt;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    const unsigned most = (1U << (4 * digits.size())) - 1;
    return static_cast<std::uint8_t>((value * 255 + most / 2) / most);
}

std::optional<Colour> parse_colour(std::string_view text)
{
    if (text.starts_with("rgba:")) text.remove_prefix(5);
    else if (text.starts_with("rgb:")) text.remove_prefix(4);
    else return std::nullopt;
    std::array<std::uint8_t, 3> components{};
    for (auto& component : components) {
        const auto slash = text.find('/');
        const auto value = parse_component(text.substr(0, slash));
        if (!value) return std::nullopt;
        component = *value;
        text.remove_prefix(slash == std::string_view::npos ? text.size() : slash + 1);
    }
    return Colour::rgb(components[0], components[1], components[2]);
}

std::optional<ProbeReply> parse_clipboard_reply(std::string_view text)
{
    const auto semicolon = text.find(';');
    if (semicolon == std::string_view::npos) return std::nullopt;
    return ClipboardReply{decode_base64(text.substr(semicolon + 1)).value_or(std::string())};
}

std::optional<ProbeReply> parse_osc_reply(std::string_view text)
{
    if (text.starts_with(CLIPBOARD)) return parse_clipboard_reply(text.substr(CLIPBOARD.size()));
    if (text.size() < 3 || text[0] != '1' || text[1] < '0' || text[1] > '2' || text[2] != ';') return std::nullopt;
    const auto colour = parse_colour(text.substr(3));
    if (!colour) return std::nullopt;
    const int first = static_cast<int>(DynamicColour::foreground);
    return ColourReply{static_cast<DynamicColour>(first + text[1] - '0'), *colour};
}

} // namespace

std::optional<ProbeReply> parse_reply(std::string_view sequence)
{
    if (sequence.starts_with("\x1b]")) {
        sequence.remove_prefix(2);
        if (sequence.ends_with("\x1b\\")) sequence.remove_suffix(2);
        else if (sequence.ends_with('\a')) sequence.remove_suffix(1);
        return parse_osc_reply(sequence);
    }
    const auto control = parse_key_sequence(sequence);
    if (!control) return std::nullopt;
    const auto number = [&](std::size_t i) { return control->parameter(i, 0); };
    if (control->prefix == '?' && control->final == "c") return LastReply{};
    if (control->prefix == '?' && control->final == "u") return KeyboardReply{number(0)};
    if (control->prefix == '?' && control->final == "$y") return ModeReply{number(0), number(1)};
    if (control->prefix == 0 && control->final == "t" && number(0) == 6) return CellSizeReply{number(1), number(2)};
    return std::nullopt;
}

namespace {

bool may_become_colour_reply(std::string_view text)
{
    constexpr std::string_view BEGINNING = "\x1b]1";
    if (text.size() <= BEGINNING.size()) return BEGINNING.starts_with(text);
    if (!text.starts_with(BEGINNING) || text.size() > LONGEST_COLOUR) return false;
    if (text[3] < '0' || text[3] > '2') return false;
    if (text.size() > 4 && text[4] != ';') return false;
    for (char c : text.substr(std::min<std::size_t>(text.size(), 5))) {
        const bool is_digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        if (!is_digit && c != 'r' && c != 'g' && c != ':' && c != '/') return false;
    }
    return true;
}

/// `52 ; selection ; base64`.
bool may_become_clipboard_reply(std::string_view text)
{
    const auto payload = text.substr(std::min<std::size_t>(text.size(), 2));
    if (payload.size() <= CLIPBOARD.size()) return CLIPBOARD.starts_with(payload);
    if (!payload.starts_with(CLIPBOARD)) return false;
    const auto selection = payload.substr(CLIPBOARD.size());
    return selection.substr(0, selection.find(';')).find_first_not_of("cpqs01234567") == std::string_view::npos;
}

} // namespace

bool may_become_osc_reply(std::string_view text)
{
    return may_become_colour_reply(text) || may_become_clipboard_reply(text);
}

} // namespace cleat
