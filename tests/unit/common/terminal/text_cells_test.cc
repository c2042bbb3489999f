#include "common/terminal/text_cells.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace cleat;

TEST_CASE("text becomes cells of one style until there is no more room")
{
    std::vector<Cell> cells(4);
    std::string_view text = "abcdef";

    const auto filled = fill_with_text(text, cells, 7);

    CHECK(filled.columns == 4);
    CHECK(filled.last == U'd');
    CHECK(text == "ef");
    CHECK(cells == std::vector{Cell::code_point(U'a', 7), Cell::code_point(U'b', 7), Cell::code_point(U'c', 7),
                               Cell::code_point(U'd', 7)});
}

TEST_CASE("a double-width character takes two cells, or stays where only one is left")
{
    std::vector<Cell> cells(4);
    std::string_view text = "a\xe4\xb8\x96\xe7\x95\x8c";

    const auto filled = fill_with_text(text, cells, 0);

    CHECK(filled.columns == 3);
    CHECK(filled.last == U'\u4e16');
    CHECK(text == "\xe7\x95\x8c");
    CHECK(cells[1] == Cell::code_point(U'\u4e16', 0, true));
    CHECK(cells[2] == Cell::tail(0));
    CHECK(cells[3] == Cell{});
}

TEST_CASE("characters that take no column, and C1 controls, are left in the text")
{
    for (const std::string_view mark : {"\xcc\x81", "\xc2\x9b"}) {
        std::vector<Cell> cells(4);
        std::string text = "e" + std::string(mark) + "x";
        std::string_view rest = text;

        const auto filled = fill_with_text(rest, cells, 0);

        CHECK(filled.columns == 1);
        CHECK(rest == std::string(mark) + "x");
        CHECK_FALSE(first_fits(rest, 4));
    }
}

TEST_CASE("malformed text takes a column for each maximal subpart")
{
    std::vector<Cell> cells(4);
    std::string_view text = "\xff\xe4\xb8z";

    const auto filled = fill_with_text(text, cells, 0);

    CHECK(filled.columns == 3);
    CHECK(cells[0] == Cell::code_point(0xfffd, 0));
    CHECK(cells[1] == Cell::code_point(0xfffd, 0));
    CHECK(cells[2] == Cell::code_point(U'z', 0));
}

TEST_CASE("the first character fits if its columns do")
{
    CHECK(first_fits("a", 1));
    CHECK_FALSE(first_fits("a", 0));
    CHECK(first_fits("\xe4\xb8\x96", 2));
    CHECK_FALSE(first_fits("\xe4\xb8\x96", 1));
}
