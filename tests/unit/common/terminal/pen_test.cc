#include "common/terminal/pen.h"

#include <doctest/doctest.h>

using namespace cleat;

namespace {

Style selected(std::string_view parameters, Style style = {})
{
    select_graphic_rendition(Parameters(parameters), style);
    return style;
}

} // namespace

TEST_CASE("a colour can be written in several forms")
{
    const Style indexed{.foreground = Colour::indexed(123)};
    CHECK(selected("38;5;123") == indexed);
    CHECK(selected("38:5:123") == indexed);
    const Style rgb{.background = Colour::rgb(1, 2, 3)};
    CHECK(selected("48;2;1;2;3") == rgb);
    CHECK(selected("48:2:1:2:3") == rgb);
    CHECK(selected("48:2::1:2:3") == rgb);
    CHECK(selected("58:2::1:2:3").underline_colour == Colour::rgb(1, 2, 3));
    CHECK(selected("94").foreground == Colour::indexed(12));
    CHECK(selected("105").background == Colour::indexed(13));
    CHECK(selected("39;49;59", selected("31;41;58;5;1")) == Style{});
}

TEST_CASE("parameters after a colour are not lost")
{
    CHECK(selected("38;5;1;1").has(Attribute::bold));
    CHECK(selected("38:2::1:2:3;1").has(Attribute::bold));
    CHECK(selected("38;2;1;2;3;1").has(Attribute::bold));
}

TEST_CASE("a truncated colour changes nothing")
{
    CHECK(selected("38;5") == Style{});
    CHECK(selected("38") == Style{});
    CHECK(selected("48;2;1;2") == Style{});
    CHECK(selected("38:2:1") == Style{});
}

TEST_CASE("attributes are turned on and off")
{
    for (const int number : {1, 2, 3, 5, 6, 7, 8, 9, 53}) {
        const auto on = selected(std::to_string(number));
        CHECK(on != Style{});
        CHECK(selected("0", on) == Style{});
        CHECK(selected("22;23;25;27;28;29;55", on) == Style{});
    }
    CHECK(selected("4").underline == Underline::single);
    CHECK(selected("4:3").underline == Underline::curly);
    CHECK(selected("4:0", selected("4")).underline == Underline::none);
    CHECK(selected("21").underline == Underline::twice);
    CHECK(selected("24", selected("4:5")).underline == Underline::none);
}

TEST_CASE("SGR does not change protection")
{
    Style guarded;
    guarded.set(Attribute::guarded, true);

    CHECK(selected("0", guarded).has(Attribute::guarded));
}

TEST_CASE("every style can be written and read back")
{
    for (const auto* parameters : {"0", "1;2;3;5;6;7;8;9;53", "4:2", "4:4;58:5:200", "31;42", "91;102",
                                   "38;5;7;48;5;250", "38;2;1;2;3;48;2;4;5;6;58:2::7:8:9;4:3"}) {
        const auto style = selected(parameters);
        CHECK(selected(graphic_rendition(style), selected("1;4;31;42;7")) == style);
    }
}
