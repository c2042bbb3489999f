#include "common/model/ascii_cells.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace cleat;

namespace {

std::string ascii(std::size_t length)
{
    std::string out;
    for (std::size_t i = 0; i < length; ++i) out += static_cast<char>(' ' + (i * 31 + length) % 95);
    return out;
}

std::vector<Cell> cells_of(std::string_view text, StyleId style)
{
    std::vector<Cell> cells;
    for (const char c : text) cells.push_back(Cell::code_point(static_cast<unsigned char>(c), style));
    return cells;
}

std::string narrowed(const std::vector<Cell>& cells, StyleId style)
{
    std::string out(cells.size(), '\0');
    out.resize(narrow_ascii(cells, style, out.data()));
    return out;
}

} // namespace

TEST_CASE("text of any length becomes the same number of cells, and nothing beyond them is written")
{
    for (std::size_t length = 0; length < 100; ++length) {
        const auto text = ascii(length);
        std::vector<Cell> cells(length + 1);

        CHECK(expand_ascii(text, cells.data(), 0xf000'0003U) == length);

        auto wanted = cells_of(text, 0xf000'0003U);
        wanted.emplace_back();
        CHECK(cells == wanted);
    }
}

TEST_CASE("only the ASCII before the first other character becomes cells")
{
    for (std::size_t length = 0; length < 40; ++length) {
        const auto text = ascii(length);
        std::vector<Cell> cells(length + 40);

        CHECK(expand_ascii(text + "\xc3\xa9" + ascii(30), cells.data(), 5) == length);

        for (std::size_t i = 0; i < length; ++i) CHECK(cells[i] == cells_of(text, 5)[i]);
    }
}

TEST_CASE("any number of cells is converted back to its text")
{
    for (std::size_t length = 0; length < 100; ++length)
        CHECK(narrowed(cells_of(ascii(length), 0xf000'0003U), 0xf000'0003U) == ascii(length));
}

TEST_CASE("cells are narrowed up to the first that is not printable ASCII of the style")
{
    const std::vector<Cell> others{Cell::empty(4),
                                   Cell::tail(4),
                                   Cell::code_point(U'\x1f', 4),
                                   Cell::code_point(U'\x7f', 4),
                                   Cell::code_point(U'\u00e9', 4),
                                   Cell::code_point(U'\U00010041', 4),
                                   Cell::code_point(U'\u4e16', 4, true),
                                   Cell::code_point(U'a', 4, true),
                                   Cell::cluster(U'a', 4, false),
                                   Cell::code_point(U'a', 5),
                                   Cell::code_point(U'a', 0x1'0004U)};
    for (const Cell& other : others) {
        for (std::size_t before = 0; before < 20; ++before) {
            auto cells = cells_of(ascii(before), 4);
            cells.push_back(other);
            const auto after = cells_of(ascii(20), 4);
            cells.insert(cells.end(), after.begin(), after.end());

            CHECK(narrowed(cells, 4) == ascii(before));
        }
    }
}
