#include "common/render/degrade.h"

#include "common/render/brush.h"

#include <doctest/doctest.h>

using namespace cleat;

namespace {

std::string changed(const Style& from, const Style& to, const Capabilities& capabilities = Capabilities::full())
{
    const Row row(std::make_shared<Dictionary>(), 1);
    Brush brush;
    std::string out;
    brush.become(row, row.dictionary->style_id(from), capabilities, out);
    out.clear();
    brush.become(row, row.dictionary->style_id(to), capabilities, out);
    return out;
}

Style with(Attribute attribute)
{
    Style style;
    style.set(attribute, true);
    return style;
}

} // namespace

TEST_CASE("colours become the nearest that the terminal has")
{
    const auto red = Colour::rgb(255, 0, 0);
    CHECK(degrade(red, ColourDepth::truecolour) == red);
    CHECK(degrade(red, ColourDepth::palette) == Colour::indexed(196));
    CHECK(degrade(red, ColourDepth::sixteen) == Colour::indexed(9));
    CHECK(degrade(red, ColourDepth::eight) == Colour::indexed(1));
    CHECK(degrade(red, ColourDepth::none) == Colour());
    CHECK(degrade(Colour::rgb(118, 118, 118), ColourDepth::palette) == Colour::indexed(243));
    CHECK(degrade(Colour::indexed(9), ColourDepth::eight) == Colour::indexed(1));
    CHECK(degrade(Colour::indexed(231), ColourDepth::sixteen) == Colour::indexed(15));
    CHECK(degrade(Colour(), ColourDepth::eight) == Colour());
}

TEST_CASE("styles lose only what the terminal lacks")
{
    const Style curly{.underline_colour = Colour::indexed(1), .underline = Underline::curly};
    CHECK(degrade(curly, Capabilities::full()) == curly);
    CHECK(degrade(curly, Capabilities::ansi()) == Style{.underline = Underline::single});
    CHECK(degrade(with(Attribute::italic), Capabilities::ansi()) == Style());
    CHECK(degrade(with(Attribute::bold), Capabilities::ansi()) == with(Attribute::bold));
    CHECK(degrade({.foreground = Colour::indexed(12)}, Capabilities::ansi()).has(Attribute::bold));
    CHECK(degrade(with(Attribute::guarded), Capabilities::full()) == Style());
}

TEST_CASE("a change of attributes is as short as it can be")
{
    const Style red{.foreground = Colour::indexed(1)};
    CHECK(changed({}, red) == "\x1b[31m");
    CHECK(changed(red, {}) == "\x1b[m");
    CHECK(changed(red, {.foreground = Colour::indexed(12)}) == "\x1b[94m");
    CHECK(changed(red, {.foreground = Colour::rgb(1, 2, 3)}) == "\x1b[38;2;1;2;3m");
    CHECK(changed({}, {.background = Colour::indexed(200)}) == "\x1b[48;5;200m");
    CHECK(changed(with(Attribute::bold), with(Attribute::faint)) == "\x1b[0;2m");
    CHECK(changed({.underline = Underline::single}, {.underline = Underline::curly}) == "\x1b[4:3m");
    CHECK(changed({}, {.underline_colour = Colour::rgb(1, 2, 3)}) == "\x1b[58:2::1:2:3m");
}

TEST_CASE("attributes that share a switch with one that is turned off are turned on again")
{
    Style both = with(Attribute::bold);
    both.set(Attribute::faint, true);
    both.foreground = Colour::rgb(100, 100, 100);
    Style bold = with(Attribute::bold);
    bold.foreground = both.foreground;

    CHECK(changed(both, bold) == "\x1b[22;1m");
}

TEST_CASE("pieces of one link have one id, and links to other addresses have others")
{
    CHECK(shown_link_id({.id = "", .uri = "http://a/"}) == shown_link_id({.id = "", .uri = "http://a/"}));
    CHECK(shown_link_id({.id = "", .uri = "http://a/"}) != shown_link_id({.id = "", .uri = "http://b/"}));
    CHECK(shown_link_id({.id = "own", .uri = "http://a/"}) == "own");
}
