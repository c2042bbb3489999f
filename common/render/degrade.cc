#include "common/render/degrade.h"

#include <array>
#include <cstdlib>
#include <limits>

namespace cleat {

namespace {

struct Rgb {
    int red = 0;
    int green = 0;
    int blue = 0;
};

constexpr std::array<Rgb, 16> BASIC = {{
    {0, 0, 0},
    {205, 0, 0},
    {0, 205, 0},
    {205, 205, 0},
    {0, 0, 238},
    {205, 0, 205},
    {0, 205, 205},
    {229, 229, 229},
    {127, 127, 127},
    {255, 0, 0},
    {0, 255, 0},
    {255, 255, 0},
    {92, 92, 255},
    {255, 0, 255},
    {0, 255, 255},
    {255, 255, 255},
}};
constexpr std::array<int, 6> CUBE_LEVELS = {0, 95, 135, 175, 215, 255};

int distance(Rgb a, Rgb b)
{
    const int red = a.red - b.red;
    const int green = a.green - b.green;
    const int blue = a.blue - b.blue;
    return 2 * red * red + 4 * green * green + 3 * blue * blue;
}

Rgb rgb_of_index(int index)
{
    if (index < 16) return BASIC[static_cast<std::size_t>(index)];
    if (index < 232) {
        const auto level = [](int n) { return CUBE_LEVELS[static_cast<std::size_t>(n)]; };
        const int cube = index - 16;
        return {level(cube / 36), level(cube / 6 % 6), level(cube % 6)};
    }
    const int grey = 8 + 10 * (index - 232);
    return {grey, grey, grey};
}

Rgb rgb_of(Colour colour)
{
    if (colour.kind() == Colour::Kind::indexed) return rgb_of_index(colour.index());
    return {colour.red(), colour.green(), colour.blue()};
}

Colour nearest(Rgb wanted, int first, int end)
{
    int best = first;
    int least = std::numeric_limits<int>::max();
    for (int index = first; index < end; ++index) {
        const int d = distance(wanted, rgb_of_index(index));
        if (d < least) {
            least = d;
            best = index;
        }
    }
    return Colour::indexed(static_cast<std::uint8_t>(best));
}

int count(ColourDepth depth)
{
    switch (depth) {
    case ColourDepth::none: return 0;
    case ColourDepth::eight: return 8;
    case ColourDepth::sixteen: return 16;
    case ColourDepth::palette:
    case ColourDepth::truecolour: break;
    }
    return 256;
}

bool is_bright(Colour colour)
{
    return colour.kind() == Colour::Kind::indexed && colour.index() >= 8 && colour.index() < 16;
}

std::uint16_t shown_attributes(std::uint16_t attributes, const Capabilities& capabilities)
{
    const auto drop = [&](Attribute attribute, bool dropped) {
        if (dropped) attributes = static_cast<std::uint16_t>(attributes & ~static_cast<std::uint16_t>(attribute));
    };
    drop(Attribute::faint, !capabilities.faint);
    drop(Attribute::italic, !capabilities.italic);
    drop(Attribute::conceal, !capabilities.conceal);
    drop(Attribute::strike, !capabilities.strike);
    drop(Attribute::overline, !capabilities.overline);
    drop(Attribute::guarded, true);
    return attributes;
}

} // namespace

Colour degrade(Colour colour, ColourDepth depth)
{
    if (colour.kind() == Colour::Kind::standard || depth == ColourDepth::none) return {};
    if (depth == ColourDepth::truecolour) return colour;
    const int colours = count(depth);
    if (colour.kind() == Colour::Kind::indexed) {
        if (colour.index() < colours) return colour;
        if (colour.index() < 16) return Colour::indexed(static_cast<std::uint8_t>(colour.index() - 8));
        return nearest(rgb_of(colour), 0, colours);
    }
    // The user can choose the first 16 of 256; the others are known.
    return nearest(rgb_of(colour), colours == 256 ? 16 : 0, colours);
}

Style degrade(const Style& style, const Capabilities& capabilities)
{
    Style shown = style;
    shown.attributes = shown_attributes(style.attributes, capabilities);
    if (capabilities.colours == ColourDepth::eight && is_bright(style.foreground)) shown.set(Attribute::bold, true);
    shown.foreground = degrade(style.foreground, capabilities.colours);
    shown.background = degrade(style.background, capabilities.colours);
    shown.underline_colour =
        capabilities.underline_colour ? degrade(style.underline_colour, capabilities.colours) : Colour();
    if (style.underline != Underline::none && !capabilities.underline_styles) shown.underline = Underline::single;
    if (!capabilities.hyperlinks) shown.link = 0;
    return shown;
}

} // namespace cleat
