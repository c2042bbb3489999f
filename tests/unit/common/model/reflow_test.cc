#include "common/model/packed_row.h"
#include "common/model/reflow.h"

#include <doctest/doctest.h>

#include <random>

using namespace cleat;

namespace {

const DictionaryRef WORDS = std::make_shared<Dictionary>();

/// A row of `columns` that shows `text`, where `W` is a double-width glyph and `_` an empty cell.
Row drawn(std::string_view text, int columns, bool wrapped = false)
{
    Row row(WORDS, columns);
    std::size_t at = 0;
    for (const char c : text) {
        if (c == 'W') {
            row.cells[at++] = Cell::code_point(0x4e16, 0, true);
            row.cells[at++] = Cell::tail(0);
        } else {
            row.cells[at++] = c == '_' ? Cell{} : Cell::code_point(static_cast<char32_t>(c), 0);
        }
    }
    row.wrapped = wrapped;
    return row;
}

std::vector<std::string> texts(const std::vector<Row>& rows)
{
    std::vector<std::string> out;
    for (const auto& row : rows) out.push_back(row.text() + (row.wrapped ? ">" : ""));
    return out;
}

using Texts = std::vector<std::string>;

} // namespace

TEST_CASE("a line is broken at the last column, and joined again where there is room")
{
    const std::vector line = {drawn("abcdef", 6, true), drawn("ghi", 6)};

    CHECK(texts(lay_out(line, 4)) == Texts{"abcd>", "efgh>", "i"});
    CHECK(texts(lay_out(line, 9)) == Texts{"abcdefghi"});
    CHECK(texts(lay_out(line, 6)) == Texts{"abcdef>", "ghi"});
}

TEST_CASE("a double-width glyph is never split, and a gap left where it did not fit is closed again")
{
    const std::vector line = {drawn("aWW", 5)};

    const auto narrow = lay_out(line, 4);

    CHECK(texts(narrow) == Texts{"a\xe4\xb8\x96>", "\xe4\xb8\x96"});
    CHECK(narrow[0].cells[3].is_empty());
    CHECK(lay_out(narrow, 5) == line);
}

TEST_CASE("empty cells after the text are not part of it, but their style fills the last row")
{
    auto row = drawn("ab", 6);
    const auto red = WORDS->style_id(Style{.background = Colour::indexed(1)});
    for (std::size_t i = 2; i < 6; ++i) row.cells[i] = Cell::empty(red);

    const auto narrow = lay_out(std::vector{row}, 3);

    REQUIRE(narrow.size() == 1);
    CHECK(narrow[0].cells[2] == Cell::empty(red));
    CHECK(lay_out(narrow, 6) == std::vector{row});
}

TEST_CASE("an empty line stays one row")
{
    CHECK(texts(lay_out(std::vector{drawn("", 8)}, 3)) == Texts{""});
}

TEST_CASE("a line is laid out the same whether packed or not, including the gap before a glyph that did not fit")
{
    const std::vector line = {drawn("a__x_", 5, true), drawn("Wb_d", 5, true), drawn("e", 5)};
    std::vector<std::string> packed;
    for (const auto& row : line) packed.push_back(pack(row));
    const std::vector<std::string_view> views(packed.begin(), packed.end());

    CHECK(lay_out(views, 5, WORDS) == line);
    for (const int columns : {1, 2, 3, 4, 6, 7, 20}) CHECK(lay_out(views, columns, WORDS) == lay_out(line, columns));
    CHECK(lay_out(std::span(views).subspan(0, 1), 5, WORDS) == std::vector{line[0]});
}

TEST_CASE("empty cells in a line become spaces only where the line is broken")
{
    const std::vector line = {drawn("a____b", 6)};

    const auto narrow = lay_out(line, 3);

    CHECK(texts(narrow) == Texts{"a>", "  b"});
    CHECK(narrow[0].cells[1].is_empty());
    CHECK(narrow[0].cells[2].code_point() == U' ');
}

TEST_CASE("double-width lines have half the columns")
{
    auto row = drawn("abcd", 8);
    row.line_size = LineSize::double_width;

    const auto narrow = lay_out(std::vector{row}, 4);

    CHECK(texts(narrow) == Texts{"ab>", "cd"});
    CHECK(narrow[1].line_size == LineSize::double_width);
}

TEST_CASE("packed rows are laid out like unpacked ones")
{
    std::minstd_rand random(7);
    for (int i = 0; i < 500; ++i) {
        std::string text;
        for (auto length = 1 + random() % 40; length > 0; --length) text += "abcW"[random() % 4];
        const int width = 2 + static_cast<int>(random() % 20);
        const auto rows = lay_out(std::vector{drawn(text, 100)}, width);
        std::vector<std::string> packed;
        for (const auto& row : rows) packed.push_back(pack(row));
        const std::vector<std::string_view> views(packed.begin(), packed.end());

        const int other = 2 + static_cast<int>(random() % 20);
        CHECK(lay_out(views, other, WORDS) == lay_out(rows, other));
        CHECK(lay_out(views, width, WORDS) == rows);
        CHECK(lay_out(lay_out(rows, other), width) == rows);
    }
}

TEST_CASE("a mark stays with the text that its row began with")
{
    std::vector line = {drawn("abcdef", 6, true), drawn("ghijkl", 6, true), drawn("mn", 6)};
    line[0].mark.kinds = Mark::PROMPT;
    line[2].mark = {.kinds = Mark::END, .status = 3};

    const auto narrow = lay_out(line, 5);
    const auto wide = lay_out(line, 20);

    CHECK(texts(narrow) == Texts{"abcde>", "fghij>", "klmn"});
    CHECK(narrow[0].mark == line[0].mark);
    CHECK(narrow[1].mark.is_empty());
    CHECK(narrow[2].mark == line[2].mark);
    REQUIRE(wide.size() == 1);
    CHECK(wide[0].mark == Mark{.kinds = Mark::PROMPT | Mark::END, .status = 3});
}

TEST_CASE("a line without text keeps its mark")
{
    Row row(WORDS, 8);
    row.mark = {.kinds = Mark::PROMPT};

    const auto laid_out = lay_out(std::vector{row}, 3);

    REQUIRE(laid_out.size() == 1);
    CHECK(laid_out[0].mark == row.mark);
}

TEST_CASE("rows with any text of a returned row are returned")
{
    std::vector line = {drawn("abcdef", 6, true), drawn("ghijkl", 6, true), drawn("mn", 6)};
    line[1].returned = true;

    const auto narrow = lay_out(line, 5);
    const auto wide = lay_out(line, 20);

    REQUIRE(texts(narrow) == Texts{"abcde>", "fghij>", "klmn"});
    CHECK_FALSE(narrow[0].returned);
    CHECK(narrow[1].returned);
    CHECK(narrow[2].returned);
    REQUIRE(wide.size() == 1);
    CHECK(wide[0].returned);
    Row blank(WORDS, 8);
    CHECK_FALSE(lay_out(std::vector{blank}, 3).front().returned);
    blank.returned = true;
    CHECK(lay_out(std::vector{blank}, 3).front().returned);
}

TEST_CASE("the text continues in the next line, or in the cell after the last of a wrapped row")
{
    constexpr TextPosition AT{.line = 3, .cell = 20};

    CHECK(position_after(drawn("ab_", 3), AT) == TextPosition{.line = 4});
    CHECK(position_after(drawn("abc", 3, true), AT) == TextPosition{.line = 3, .cell = 23});
    // The last cell was left empty because a double-width glyph did not fit.
    CHECK(position_after(drawn("ab_", 3, true), AT) == TextPosition{.line = 3, .cell = 22});
    CHECK(position_after(pack(drawn("abc", 3, true)), AT) == TextPosition{.line = 3, .cell = 23});
    CHECK(position_after(pack(drawn("abc", 3)), AT) == TextPosition{.line = 4});
}

TEST_CASE("rows of a screen are before a position if they start before it")
{
    std::vector<RowRef> screen;
    for (const bool wrapped : {true, false, false}) screen.push_back(std::make_shared<Row>(drawn("abc", 3, wrapped)));
    constexpr TextPosition TOP{.line = 5, .cell = 6};

    CHECK(rows_before(screen, TOP, {.line = 1}) == 0);
    CHECK(rows_before(screen, TOP, TOP) == 0);
    CHECK(rows_before(screen, TOP, {.line = 5, .cell = 7}) == 1);
    CHECK(rows_before(screen, TOP, {.line = 5, .cell = 9}) == 1);
    CHECK(rows_before(screen, TOP, {.line = 6}) == 2);
    CHECK(rows_before(screen, TOP, {.line = 100}) == 3);
}
