#include "common/model/laid_out_rows.h"
#include "common/model/packed_row.h"
#include "tests/support/rows.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace cleat;
using namespace cleat::test;

namespace {

struct LaidOut {
    std::vector<std::string> texts;
    std::vector<bool> wrapped;

    LaidOut(const History& history, std::uint64_t first, int columns)
    {
        each_laid_out_row(history, first, columns, [this](const Row& row) {
            texts.push_back(row.text());
            wrapped.push_back(row.wrapped);
        });
    }
};

using Texts = std::vector<std::string>;

} // namespace

TEST_CASE("the lines of a history are laid out at another width, starting with a given line")
{
    History history;
    history.append(row_of("before", 6));
    history.append(wrapped_row_of("abcdef", 6));
    history.append(row_of("gh", 6));
    history.append(row_of("ij", 6));

    const LaidOut all(history, history.first() + 1, 4);

    CHECK(all.texts == Texts{"abcd", "efgh", "ij"});
    CHECK(all.wrapped == std::vector<bool>{true, false, false});
}

TEST_CASE("only an open newest line ends in a wrapped row")
{
    History history;
    history.append(wrapped_row_of("abcdef", 6));
    CHECK(LaidOut(history, 0, 6).wrapped == std::vector<bool>{true});
    history.close_line();
    CHECK(LaidOut(history, 0, 6).wrapped == std::vector<bool>{false});
}

TEST_CASE("a line too long to lay out at once starts a row with each part and loses nothing")
{
    constexpr std::size_t COLUMNS = 1'000;
    constexpr std::size_t ROWS_OF_A_PART = MAX_CELLS_AT_ONCE / COLUMNS;
    History history({.line_bytes = 1U << 20});
    Row row = wrapped_row_of("b", COLUMNS);
    row.cells.back() = Cell::code_point('e', 0);
    for (std::size_t i = 0; i < 2 * ROWS_OF_A_PART; ++i) history.append(row);
    REQUIRE(history.end() == 1);

    const LaidOut all(history, 0, 300);

    std::string text;
    for (const auto& each : all.texts) text += each;
    CHECK(std::count(text.begin(), text.end(), 'b') == 2 * ROWS_OF_A_PART);
    CHECK(std::count(text.begin(), text.end(), 'e') == 2 * ROWS_OF_A_PART);
    CHECK(all.texts.size() == 2 * ((ROWS_OF_A_PART * COLUMNS + 299) / 300));
}
