#include "common/player/panning.h"

#include <doctest/doctest.h>

using namespace cleat;

TEST_CASE("a window follows the cursor until it is moved, stays within the screen, and follows again on request")
{
    Screen screen({20, 100});
    screen.cursor.row = 19;
    screen.cursor.column = 99;
    const Size window{.rows = 5, .columns = 40};
    Panning panning;
    CHECK(panning.corner(screen, window) == Corner{.row = 15, .column = 60});

    panning.move(-3, -8);
    CHECK(panning.corner(screen, window) == Corner{.row = 12, .column = 52});
    panning.move(-100, 100);
    CHECK(panning.corner(screen, window) == Corner{.row = 0, .column = 60});
    panning.move(1, 0); // from the edge, not from as far beyond it as was requested
    CHECK(panning.corner(screen, window) == Corner{.row = 1, .column = 60});

    panning.follow_cursor();
    CHECK(panning.corner(screen, window) == Corner{.row = 15, .column = 60});
}

TEST_CASE("an invisible cursor is not followed")
{
    Screen screen({20, 100});
    screen.cursor.row = 19;
    screen.cursor.visible = false;
    Panning panning;

    CHECK(panning.corner(screen, {.rows = 5, .columns = 40}) == Corner{.row = 0, .column = 0});
}
