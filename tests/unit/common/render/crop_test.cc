#include "common/render/crop.h"

#include "tests/support/rows.h"

#include <doctest/doctest.h>

using namespace cleat;
using cleat::test::row_of;
using cleat::test::screen_with;

namespace {

const Size WINDOW{.rows = 2, .columns = 4};

Screen large()
{
    return screen_with({"abcdefgh", "ijklmnop", "qrstuvwx", "yz012345"}, {.rows = 4, .columns = 8});
}

Corner corner_for(int row, int column, Corner from = {})
{
    Screen screen = large();
    screen.cursor.row = row;
    screen.cursor.column = column;
    return follow_cursor(from, screen, WINDOW);
}

} // namespace

TEST_CASE("a window shows the part of the screen from its corner on")
{
    CHECK(crop(large(), WINDOW, {.row = 1, .column = 2}).text() == "klmn\nstuv\n");
}

TEST_CASE("a window is blank beyond the screen's edges")
{
    CHECK(crop(screen_with({"ab"}, {.rows = 1, .columns = 2}), {.rows = 2, .columns = 4}, {}).text() == "ab\n\n");
}

TEST_CASE("a window of the screen's own size is the screen")
{
    CHECK(crop(large(), large().size, {}) == large());
}

TEST_CASE("a double-width glyph cut by an edge is empty")
{
    Screen screen = large();
    Row row = row_of("abcdefgh", 8);
    for (const std::size_t at : {1U, 5U}) {
        row.cells[at] = Cell::code_point(U'\u4e16', 0, true);
        row.cells[at + 1] = Cell::tail(0);
    }
    screen.primary[0] = std::make_shared<const Row>(row);

    const auto cropped = crop(screen, WINDOW, {.row = 0, .column = 2});

    CHECK(cropped.primary[0]->cells.front() == Cell::empty());
    CHECK(cropped.primary[0]->cells.back() == Cell::empty());
    CHECK(cropped.primary[0]->text() == " de");
}

TEST_CASE("the window moves as little as possible to show the cursor")
{
    CHECK(corner_for(0, 0) == Corner{});
    CHECK(corner_for(1, 3) == Corner{});
    CHECK(corner_for(2, 4) == Corner{.row = 1, .column = 1});
    CHECK(corner_for(3, 7) == Corner{.row = 2, .column = 4});
    CHECK(corner_for(2, 5, {.row = 2, .column = 4}) == Corner{.row = 2, .column = 4});
}

TEST_CASE("a window returns to the screen's start when the cursor does, whatever was shown in between")
{
    CHECK(corner_for(1, 3, {.row = 2, .column = 4}) == Corner{});
    CHECK(corner_for(1, 7, {.row = 2, .column = 4}) == Corner{.row = 0, .column = 4});
    CHECK(corner_for(3, 1, {.row = 2, .column = 4}) == Corner{.row = 2, .column = 0});
}

TEST_CASE("the visible edges of a screen smaller than its window are marked")
{
    const Screen small = screen_with({"ab", "cd"}, {.rows = 2, .columns = 2});
    Screen window = crop(small, {.rows = 4, .columns = 5}, {});
    mark_edges(window, small.size, {});
    CHECK(window.text() == "ab|\ncd|\n--+\n\n");
    CHECK(window.primary[0]->style(window.primary[0]->cells[2]).has(Attribute::faint));

    Screen wide = crop(small, {.rows = 1, .columns = 4}, {.row = 1});
    mark_edges(wide, small.size, {.row = 1});
    CHECK(wide.text() == "cd|\n");

    Screen inside = crop(large(), WINDOW, {.row = 1, .column = 2});
    const Screen before = inside;
    mark_edges(inside, large().size, {.row = 1, .column = 2});
    CHECK(inside == before);
}

TEST_CASE("a window that is panned away hides the cursor at its edge")
{
    Screen screen = large();

    const auto cropped = crop(screen, WINDOW, {.row = 2, .column = 4});

    CHECK_FALSE(cropped.cursor.visible);
    CHECK(cropped.cursor.row == 0);
    CHECK(cropped.cursor.column == 0);
}

TEST_CASE("a window is never moved out of the screen")
{
    CHECK(within({.row = 100, .column = -5}, large(), WINDOW) == Corner{.row = 2, .column = 0});
    CHECK(within({.row = 1, .column = 1}, large(), {.rows = 10, .columns = 10}) == Corner{});
}
