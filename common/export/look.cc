#include "common/export/look.h"

#include "common/base/utf8.h"
#include "common/terminal/character.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <utility>

namespace cleat {

namespace {

constexpr std::array<Rgb, 16> FIRST = {{{0x00, 0x00, 0x00},
                                        {0xcd, 0x00, 0x00},
                                        {0x00, 0xcd, 0x00},
                                        {0xcd, 0xcd, 0x00},
                                        {0x00, 0x00, 0xee},
                                        {0xcd, 0x00, 0xcd},
                                        {0x00, 0xcd, 0xcd},
                                        {0xe5, 0xe5, 0xe5},
                                        {0x7f, 0x7f, 0x7f},
                                        {0xff, 0x00, 0x00},
                                        {0x00, 0xff, 0x00},
                                        {0xff, 0xff, 0x00},
                                        {0x5c, 0x5c, 0xff},
                                        {0xff, 0x00, 0xff},
                                        {0x00, 0xff, 0xff},
                                        {0xff, 0xff, 0xff}}};

std::uint8_t cube_side(std::size_t step)
{
    return static_cast<std::uint8_t>(step == 0 ? 0 : 55 + 40 * step);
}

/// xterm's palette: 16 colours, a cube of 6 by 6 by 6, and 24 greys.
Rgb usual_colour(std::size_t index)
{
    if (index < FIRST.size()) return FIRST[index];
    if (index < 232) {
        const auto at = index - 16;
        return {cube_side(at / 36), cube_side(at / 6 % 6), cube_side(at % 6)};
    }
    const auto grey = static_cast<std::uint8_t>(8 + 10 * (index - 232));
    return {grey, grey, grey};
}

std::optional<Rgb> parse_colour(std::string_view text)
{
    if (text.size() != 7 || text.front() != '#') return std::nullopt;
    std::uint32_t colour = 0;
    const char* const end = text.data() + text.size();
    if (std::from_chars(text.data() + 1, end, colour, 16).ptr != end) return std::nullopt;
    return Rgb{static_cast<std::uint8_t>(colour >> 16), static_cast<std::uint8_t>(colour >> 8),
               static_cast<std::uint8_t>(colour)};
}

Rgb rgb_of(Colour colour)
{
    return {colour.red(), colour.green(), colour.blue()};
}

Rgb between(Rgb a, Rgb b)
{
    const auto middle = [](int x, int y) { return static_cast<std::uint8_t>((x + y) / 2); };
    return {middle(a.red, b.red), middle(a.green, b.green), middle(a.blue, b.blue)};
}

/// Whether a URI is safe for a page to link to.
bool is_harmless(std::string_view uri)
{
    constexpr std::array<std::string_view, 4> SCHEMES{"http://", "https://", "ftp://", "mailto:"};
    return std::any_of(SCHEMES.begin(), SCHEMES.end(), [uri](auto scheme) { return uri.starts_with(scheme); });
}

} // namespace

std::string css(Rgb colour)
{
    std::array<char, 8> out{};
    std::snprintf(out.data(), out.size(), "#%02x%02x%02x", colour.red, colour.green, colour.blue);
    return out.data();
}

Colours::Colours(const std::optional<CastTheme>& theme, const Palette& palette)
{
    for (std::size_t i = 0; i < indexed_.size(); ++i) indexed_[i] = usual_colour(i);
    if (theme) {
        foreground_ = parse_colour(theme->foreground).value_or(foreground_);
        background_ = parse_colour(theme->background).value_or(background_);
        std::string_view left = theme->palette;
        for (std::size_t i = 0; i < 16 && !left.empty(); ++i) {
            const auto end = std::min(left.find(':'), left.size());
            indexed_[i] = parse_colour(left.substr(0, end)).value_or(indexed_[i]);
            // A palette of eight colours also provides the bright ones.
            if (theme->palette.size() < 8 * std::string_view("#rrggbb:").size())
                indexed_[i + 8 < 16 ? i + 8 : i] = indexed_[i];
            left.remove_prefix(std::min(end + 1, left.size()));
        }
    }
    cursor_ = foreground_;
    for (const auto& [number, colour] : palette) {
        if (number >= 0 && number < 256) indexed_[static_cast<std::size_t>(number)] = rgb_of(colour);
        if (number == static_cast<int>(DynamicColour::foreground)) foreground_ = rgb_of(colour);
        if (number == static_cast<int>(DynamicColour::background)) background_ = rgb_of(colour);
        if (number == static_cast<int>(DynamicColour::cursor)) cursor_ = rgb_of(colour);
    }
}

Rgb Colours::of(Colour colour, Rgb standard) const
{
    switch (colour.kind()) {
    case Colour::Kind::standard: return standard;
    case Colour::Kind::indexed: return indexed_[colour.index()];
    case Colour::Kind::rgb: return rgb_of(colour);
    }
    return standard;
}

Look look_of(const Row& row, const Cell& cell, const Colours& colours, bool reverse_screen)
{
    const Style& style = row.style(cell);
    Look look;
    look.foreground = colours.of(style.foreground, colours.foreground());
    look.background = colours.of(style.background, colours.background());
    if (style.has(Attribute::reverse) != reverse_screen) std::swap(look.foreground, look.background);
    if (style.has(Attribute::faint)) look.foreground = between(look.foreground, look.background);
    look.line = colours.of(style.underline_colour, look.foreground);
    look.bold = style.has(Attribute::bold);
    look.italic = style.has(Attribute::italic);
    look.strike = style.has(Attribute::strike);
    look.overline = style.has(Attribute::overline);
    look.concealed = style.has(Attribute::conceal);
    look.underline = style.underline;
    if (style.link != 0 && is_harmless(row.dictionary->link(style.link).uri))
        look.link = row.dictionary->link(style.link).uri;
    return look;
}

std::string escaped(std::string_view utf8)
{
    std::string out;
    while (!utf8.empty()) {
        const auto character = first_character(utf8);
        const auto text = utf8.substr(0, character.length);
        utf8.remove_prefix(character.length);
        switch (character.code_point) {
        case U'&': out += "&amp;"; break;
        case U'<': out += "&lt;"; break;
        case U'>': out += "&gt;"; break;
        case U'"': out += "&quot;"; break;
        case U'\'': out += "&#39;"; break;
        default:
            if (character.code_point == REPLACEMENT || character.code_point == 0xfffe || character.code_point == 0xffff)
                append_utf8(REPLACEMENT, out);
            else if (character.code_point >= 0x20 || character.code_point == U'\t' || character.code_point == U'\n')
                out += text;
        }
    }
    return out;
}

} // namespace cleat
