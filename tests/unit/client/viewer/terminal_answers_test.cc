#include "client/viewer/terminal_answers.h"

#include <doctest/doctest.h>

using namespace cleat;

TEST_CASE("colours and cell sizes from the terminal go into the profile for the server")
{
    Painter painter{Capabilities::ansi()};
    Profile profile;
    CHECK_FALSE(learn(ColourReply{DynamicColour::foreground, Colour::rgb(1, 2, 3)}, profile, painter));
    CHECK_FALSE(learn(ColourReply{DynamicColour::background, Colour::rgb(4, 5, 6)}, profile, painter));
    CHECK_FALSE(learn(ColourReply{DynamicColour::cursor, Colour::rgb(7, 8, 9)}, profile, painter));
    CHECK_FALSE(learn(PaletteReply{5, Colour::rgb(5, 5, 5)}, profile, painter));
    CHECK_FALSE(learn(CellSizeReply{.height = 20, .width = 10}, profile, painter));
    CHECK_FALSE(learn(CursorReply{4}, profile, painter));
    CHECK_FALSE(learn(StrayReply(), profile, painter));

    CHECK(profile.foreground == Colour::rgb(1, 2, 3));
    CHECK(profile.background == Colour::rgb(4, 5, 6));
    CHECK(profile.cursor == Colour::rgb(7, 8, 9));
    CHECK(profile.palette.at(5) == Colour::rgb(5, 5, 5));
    CHECK(profile.cell_height == 20);
    CHECK(profile.cell_width == 10);
    CHECK(painter.capabilities() == Capabilities::ansi());
}

TEST_CASE("capabilities that the terminal reports are set in the painter")
{
    Painter painter{Capabilities::ansi()};
    Profile profile;
    CHECK(learn(KeyboardReply{0}, profile, painter));
    CHECK(painter.capabilities().kitty_keyboard);
    CHECK(learn(ModeReply{.mode = 2026, .value = 2}, profile, painter));
    CHECK(learn(ModeReply{.mode = 2027, .value = 1}, profile, painter));
    CHECK(painter.capabilities().synchronised_output);
    CHECK(painter.capabilities().grapheme_clusters);
    CHECK(learn(ModeReply{.mode = 2026, .value = 4}, profile, painter));
    CHECK(learn(ModeReply{.mode = 2027, .value = 0}, profile, painter));
    CHECK_FALSE(painter.capabilities().synchronised_output);
    CHECK_FALSE(painter.capabilities().grapheme_clusters);
    CHECK(profile == Profile());
}
