#include "client/dashboard/layout.h"

#include <doctest/doctest.h>

using namespace cleat;

namespace {

bool overlap(const Tile& a, const Tile& b)
{
    return a.row < b.row + b.size.rows && b.row < a.row + a.size.rows && a.column < b.column + b.size.columns &&
           b.column < a.column + a.size.columns;
}

} // namespace

TEST_CASE("a single session gets the whole terminal")
{
    const auto layout = lay_out_dashboard({.rows = 40, .columns = 120}, 1);
    CHECK(layout.per_page() == 1);
    CHECK(layout.tile(0) == Tile{.row = 0, .column = 0, .size = {.rows = 40, .columns = 120}});
}

TEST_CASE("tiles are side by side on wide terminals, and stacked on tall ones")
{
    const auto wide = lay_out_dashboard({.rows = 25, .columns = 161}, 2);
    CHECK(wide.across == 2);
    CHECK(wide.tile(1) == Tile{.row = 0, .column = 81, .size = {.rows = 25, .columns = 80}});
    CHECK(lay_out_dashboard({.rows = 50, .columns = 80}, 2).down == 2);
}

TEST_CASE("tiles fit the terminal, do not overlap, and are never smaller than SMALLEST")
{
    for (int rows = 4; rows < 80; rows += 7) {
        for (int columns = 20; columns < 300; columns += 13) {
            for (std::size_t count = 1; count <= 40; ++count) {
                const auto layout = lay_out_dashboard({.rows = rows, .columns = columns}, count);
                for (std::size_t i = 0; i < count; ++i) {
                    const auto tile = layout.tile(i);
                    REQUIRE(tile.size.rows >= DashboardLayout::SMALLEST.rows);
                    REQUIRE(tile.size.columns >= DashboardLayout::SMALLEST.columns);
                    REQUIRE(tile.row + tile.size.rows <= rows);
                    REQUIRE(tile.column + tile.size.columns <= columns);
                    for (std::size_t j = 0; j < i; ++j)
                        if (layout.page_of(i) == layout.page_of(j)) REQUIRE_FALSE(overlap(tile, layout.tile(j)));
                }
            }
        }
    }
}

TEST_CASE("a terminal smaller than SMALLEST has one tile on a page")
{
    const auto layout = lay_out_dashboard({.rows = 1, .columns = 3}, 5);
    CHECK(layout.per_page() == 1);
    CHECK(layout.page_of(4) == 4);
}
