#include "client/keys/probe.h"

#include "client/keys/answer.h"
#include "client/keys/key_sequence.h"
#include "common/base/base64.h"

#include <array>
#include <charconv>

namespace cleat {

namespace {

constexpr std::string_view CLIPBOARD = "52;";

/// One component of XParseColor's "rgb:": one to four hexadecimal digits, scaled so that all f is the maximum.
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

/// `index ; colour`.
std::optional<ProbeReply> parse_palette_reply(std::string_view text)
{
    unsigned index = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
    const auto digits = static_cast<std::size_t>(end - text.data());
    if (error != std::errc() || index > 255 || digits == text.size() || text[digits] != ';') return std::nullopt;
    const auto colour = parse_colour(text.substr(digits + 1));
    if (!colour) return std::nullopt;
    return PaletteReply{static_cast<int>(index), *colour};
}

/// `1 $ r style SP q`.
std::optional<ProbeReply> parse_setting_reply(std::string_view text)
{
    constexpr std::string_view BEGIN = "1$r";
    constexpr std::string_view END = " q";
    if (text.size() != BEGIN.size() + 1 + END.size() || !text.starts_with(BEGIN) || !text.ends_with(END))
        return std::nullopt;
    const int style = text[BEGIN.size()] - '0';
    if (style < 0 || style > 6) return std::nullopt;
    return CursorReply{style};
}

std::optional<ProbeReply> parse_osc_reply(std::string_view text)
{
    if (text.starts_with("4;")) return parse_palette_reply(text.substr(2));
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
    if (sequence.starts_with("\x1b]") || sequence.starts_with("\x1bP")) {
        if (sequence.ends_with("\x1b\\")) sequence.remove_suffix(2);
        else if (sequence.ends_with('\a')) sequence.remove_suffix(1);
        if (!may_become_reply(sequence)) return std::nullopt;
        const bool is_command = sequence[1] == ']';
        sequence.remove_prefix(2);
        return (is_command ? parse_osc_reply(sequence) : parse_setting_reply(sequence)).value_or(StrayReply());
    }
    const auto control = parse_key_sequence(sequence);
    if (!control) return std::nullopt;
    const auto number = [&](std::size_t i) { return control->parameter(i, 0); };
    if (control->prefix == '?' && control->final == "c") return LastReply{};
    if (control->prefix == '?' && control->final == "u") return KeyboardReply{number(0)};
    if (control->prefix == '?' && control->final == "$y") return ModeReply{number(0), number(1)};
    if (control->prefix == 0 && control->final == "t" && number(0) == 6) return CellSizeReply{number(1), number(2)};
    if (is_answer(*control)) return StrayReply{};
    return std::nullopt;
}

} // namespace cleat
