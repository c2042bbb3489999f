#include "common/terminal/pen.h"

#include <algorithm>
#include <array>
#include <optional>

namespace cleat {

namespace {

std::uint8_t byte(int value)
{
    return static_cast<std::uint8_t>(std::clamp(value, 0, 255));
}

/// Parses a colour in the form `38:5:n`, `38:2:r:g:b` or `38:2:space:r:g:b`; `first` to `last` are the numbers after
/// 38.
std::optional<Colour> colour_in_colons(const Parameters& p, int first, int last)
{
    const int given = last - first;
    const int kind = p.value(first);
    if (kind == 5 && given >= 2) return Colour::indexed(byte(p.value(first + 1)));
    if (kind != 2 || given < 4) return std::nullopt;
    const int red = given == 4 ? first + 1 : first + 2;
    return Colour::rgb(byte(p.value(red)), byte(p.value(red + 1)), byte(p.value(red + 2)));
}

struct TakenColour {
    std::optional<Colour> colour;
    int next = 0; ///< the first number after it
};

/// Parses the colour after a 38, 48 or 58 at `i`, in any of its forms.
TakenColour take_colour(const Parameters& p, int i)
{
    if (p.is_sub(i + 1)) {
        int end = i + 1;
        while (p.is_sub(end)) ++end;
        return {colour_in_colons(p, i + 1, end), end};
    }
    const int kind = p.value(i + 1);
    const int length = kind == 5 ? 3 : kind == 2 ? 5 : 0;
    if (length == 0 || i + length > p.count()) return {std::nullopt, p.count()};
    if (kind == 5) return {Colour::indexed(byte(p.value(i + 2))), i + 3};
    return {Colour::rgb(byte(p.value(i + 2)), byte(p.value(i + 3)), byte(p.value(i + 4))), i + 5};
}

Colour& coloured_by(int number, Style& style)
{
    return number == 38 ? style.foreground : number == 48 ? style.background : style.underline_colour;
}

void reset(Style& style)
{
    const bool guarded = style.has(Attribute::guarded); // DECSCA's attribute, which SGR does not change
    style = Style{.link = style.link};
    style.set(Attribute::guarded, guarded);
}

struct Switch {
    int number;
    Attribute attribute;
    bool on;
};

constexpr std::array SWITCHES = {
    Switch{1, Attribute::bold, true},          Switch{2, Attribute::faint, true},
    Switch{3, Attribute::italic, true},        Switch{5, Attribute::blink, true},
    Switch{6, Attribute::rapid_blink, true},   Switch{7, Attribute::reverse, true},
    Switch{8, Attribute::conceal, true},       Switch{9, Attribute::strike, true},
    Switch{22, Attribute::bold, false},        Switch{22, Attribute::faint, false},
    Switch{23, Attribute::italic, false},      Switch{25, Attribute::blink, false},
    Switch{25, Attribute::rapid_blink, false}, Switch{27, Attribute::reverse, false},
    Switch{28, Attribute::conceal, false},     Switch{29, Attribute::strike, false},
    Switch{53, Attribute::overline, true},     Switch{55, Attribute::overline, false},
};

/// The attributes that each number sets and resets.
struct Effect {
    std::uint16_t on = 0;
    std::uint16_t off = 0;
};

constexpr auto EFFECTS = [] {
    std::array<Effect, 56> effects{};
    for (const auto& s : SWITCHES) {
        auto& effect = effects[static_cast<std::size_t>(s.number)];
        auto& bits = s.on ? effect.on : effect.off;
        bits = static_cast<std::uint16_t>(bits | static_cast<std::uint16_t>(s.attribute));
    }
    return effects;
}();

bool select_colour(int number, Style& style)
{
    const auto shade = [number](int first) { return Colour::indexed(static_cast<std::uint8_t>(number - first)); };
    if (number >= 30 && number <= 37) style.foreground = shade(30);
    else if (number >= 40 && number <= 47) style.background = shade(40);
    else if (number >= 90 && number <= 97) style.foreground = shade(82);
    else if (number >= 100 && number <= 107) style.background = shade(92);
    else if (number == 39) style.foreground = Colour();
    else if (number == 49) style.background = Colour();
    else if (number == 59) style.underline_colour = Colour();
    else return false;
    return true;
}

void select(int number, Style& style)
{
    if (number == 0) return reset(style);
    if (select_colour(number, style)) return;
    if (number == 4) style.underline = Underline::single;
    else if (number == 21) style.underline = Underline::twice;
    else if (number == 24) style.underline = Underline::none;
    else if (static_cast<std::size_t>(number) < EFFECTS.size()) {
        const auto effect = EFFECTS[static_cast<std::size_t>(number)];
        style.attributes = static_cast<std::uint16_t>((style.attributes | effect.on) & ~effect.off);
    }
}

/// `4:n`. Returns the position after it.
int select_underline(const Parameters& p, int i, Style& style)
{
    const int kind = p.value(i + 1);
    if (kind <= 5) style.underline = static_cast<Underline>(kind);
    for (++i; p.is_sub(i);) ++i;
    return i;
}

/// Uses the older forms of SGR where there are any, because more terminals know those.
void append_colour(Colour colour, int base, int bright_base, std::string& out)
{
    if (colour.kind() == Colour::Kind::standard) return;
    const bool has_old_forms = bright_base != 0;
    const int index = colour.index();
    out += ';';
    if (colour.kind() == Colour::Kind::rgb) {
        const char separator = has_old_forms ? ';' : ':';
        out += std::to_string(base + 8) + separator + '2' + (has_old_forms ? ";" : "::");
        out += std::to_string(colour.red()) + separator + std::to_string(colour.green()) + separator;
        out += std::to_string(colour.blue());
    } else if (index < 16 && has_old_forms) {
        out += std::to_string(index < 8 ? base + index : bright_base + index - 8);
    } else {
        out += std::to_string(base + 8) + (has_old_forms ? ";5;" : ":5:") + std::to_string(index);
    }
}

} // namespace

void select_graphic_rendition(const Parameters& p, Style& style)
{
    for (int i = 0; i < p.count();) {
        const int number = p.value(i);
        if (number == 38 || number == 48 || number == 58) {
            const auto taken = take_colour(p, i);
            if (taken.colour) coloured_by(number, style) = *taken.colour;
            i = taken.next;
        } else if (number == 4 && p.is_sub(i + 1)) {
            i = select_underline(p, i, style);
        } else {
            if (!p.is_sub(i + 1)) select(number, style);
            for (++i; p.is_sub(i);) ++i;
        }
    }
}

std::string graphic_rendition(const Style& style)
{
    std::string out = "0";
    for (const auto& s : SWITCHES)
        if (s.on && style.has(s.attribute)) out += ';' + std::to_string(s.number);
    if (style.underline == Underline::single) out += ";4";
    else if (style.underline == Underline::twice) out += ";21";
    else if (style.underline != Underline::none) out += ";4:" + std::to_string(static_cast<int>(style.underline));
    append_colour(style.foreground, 30, 90, out);
    append_colour(style.background, 40, 100, out);
    append_colour(style.underline_colour, 50, 0, out);
    return out;
}

} // namespace cleat
