#include "common/model/history.h"
#include "common/model/packed_row.h"
#include "tests/support/rows.h"

#include <doctest/doctest.h>

using namespace cleat;
using cleat::test::row_of;
using cleat::test::wrapped_row_of;

namespace {

std::string text_of(std::string_view packed)
{
    StyleId fill = 0;
    return unpack(packed, std::make_shared<Dictionary>(), fill).text();
}

std::string line_text(const History& history, std::uint64_t line)
{
    std::string out;
    for (const std::string_view row : history.rows(line)) out += text_of(row);
    return out;
}

} // namespace

TEST_CASE("rows joined by autowrap are one line of history")
{
    History history;
    history.append(wrapped_row_of("one and ", 8));
    history.append(row_of("two", 8));
    history.append(row_of("three", 8));

    CHECK(history.end() == 2);
    CHECK(line_text(history, 0) == "one andtwo"); // each row's own text is trimmed
    CHECK(history.rows(0).size() == 2);
    CHECK(line_text(history, 1) == "three");
    CHECK_FALSE(history.is_open());
}

TEST_CASE("a closed line does not continue")
{
    History history;
    history.append(wrapped_row_of("one", 8));
    CHECK(history.is_open());

    history.close_line();
    history.append(row_of("two", 8));

    CHECK(history.end() == 2);
}

TEST_CASE("the oldest lines beyond the limit are evicted, and numbering continues")
{
    History history({.lines = 3});
    for (int i = 0; i < 10; ++i) history.append(row_of(std::to_string(i), 8));

    CHECK(history.first() == 7);
    CHECK(history.end() == 10);
    CHECK(line_text(history, 7) == "7");
    CHECK(line_text(history, 9) == "9");
}

TEST_CASE("the number of bytes is bounded, and the remaining lines are correct")
{
    History history({.lines = 1'000'000, .bytes = 100'000});
    for (int i = 0; i < 50'000; ++i) history.append(row_of(std::to_string(i), 20));

    CHECK(history.bytes() <= 100'000);
    CHECK(history.end() == 50'000);
    for (std::uint64_t line = history.first(); line < history.end(); ++line)
        REQUIRE(line_text(history, line) == std::to_string(line));
}

TEST_CASE("an unbounded line is split")
{
    History history({.lines = 1'000, .bytes = 1U << 20, .line_bytes = 1'000});
    for (int i = 0; i < 500; ++i) history.append(wrapped_row_of("0123456789", 10));

    CHECK(history.end() >= 7);
    for (std::uint64_t line = history.first(); line < history.end(); ++line) {
        std::size_t bytes = 0;
        for (const auto row : history.rows(line)) bytes += row.size();
        CHECK(bytes <= 1'000);
    }
}

TEST_CASE("an unbounded line is split by its number of cells, however few bytes they take")
{
    History history({.lines = 1'000, .bytes = 1U << 20, .line_bytes = 1'000});
    Row row = wrapped_row_of(std::string(98, ' ') + "ab", 100);
    for (int i = 0; i < 98; ++i) row.cells[static_cast<std::size_t>(i)] = Cell::empty(0);
    REQUIRE(pack(row).size() < 20);
    for (int i = 0; i < 500; ++i) history.append(row);

    CHECK(history.end() == 50);
    for (std::uint64_t line = history.first(); line < history.end(); ++line) CHECK(history.rows(line).size() == 10);
    history.remove_last();
    for (int i = 0; i < 20; ++i) history.append(row); // the previous line was closed and did not grow
    CHECK(history.end() == 51);
    CHECK(history.newest_lines(10).newest_rows(1'000).size() == 100);
}

TEST_CASE("the newest line can be removed and appended again")
{
    History history;
    history.append(row_of("kept", 8));
    history.append(wrapped_row_of("long and", 8));
    history.append(row_of("gone", 8));

    const auto rows = history.remove_last();

    REQUIRE(rows.size() == 2);
    CHECK(text_of(rows[1]) == "gone");
    CHECK(history.end() == 1);
    history.append(row_of("new", 8));
    CHECK(line_text(history, 1) == "new");
    CHECK(line_text(history, 0) == "kept");
}

TEST_CASE("the newest rows are returned in order, across lines")
{
    History history;
    for (int i = 0; i < 5; ++i) {
        history.append(wrapped_row_of(std::to_string(i) + "a", 2));
        history.append(row_of(std::to_string(i) + "b", 2));
    }

    const auto rows = history.newest_rows(3);

    REQUIRE(rows.size() == 3);
    CHECK(text_of(rows[0]) == "3b");
    CHECK(text_of(rows[1]) == "4a");
    CHECK(text_of(rows[2]) == "4b");
    CHECK(history.newest_rows(100).size() == 10);
}

TEST_CASE("a copy is equal and independent, and a copy of the newest lines keeps their numbers")
{
    History history({.lines = 100});
    for (int i = 0; i < 250; ++i) history.append(row_of(std::to_string(i), 8));
    history.append(wrapped_row_of("open", 8));

    History copy = history;
    const History newest = history.newest_lines(2);

    CHECK(copy == history);
    CHECK(newest.first() == history.end() - 2);
    CHECK(newest.end() == history.end());
    CHECK(newest.is_open());
    copy.clear();
    CHECK(copy != history);
    CHECK(copy.first() == history.end());
    CHECK(line_text(history, 249) == "249");
}

TEST_CASE("the newest lines that fit in a number of bytes are counted without reading the others")
{
    History history({.lines = 100});
    for (int i = 0; i < 60; ++i) history.append(row_of(std::to_string(i), 80));
    history.append(row_of(std::string(70, 'x'), 80));
    const std::size_t of_the_newest = history.rows(60)[0].size() + 1;

    CHECK(history.lines_within(0) == 0);
    CHECK(history.lines_within(of_the_newest - 1) == 0);
    CHECK(history.lines_within(of_the_newest) == 1);
    CHECK(history.lines_within(of_the_newest + history.rows(59)[0].size() + 1) == 2);
    CHECK(history.lines_within(1U << 20) == 61);
    CHECK(History().lines_within(100) == 0);
}

TEST_CASE("the last row of a closed line is no longer wrapped and takes no more bytes")
{
    History history;
    history.append(wrapped_row_of("one", 5));
    history.append(wrapped_row_of("two", 5));
    history.close_line();
    const auto bytes = history.bytes();
    history.append(row_of("three", 5));

    REQUIRE(history.end() == 2);
    CHECK(is_packed_wrapped(history.rows(0)[0]));
    CHECK_FALSE(is_packed_wrapped(history.rows(0)[1]));
    CHECK(history.rows(0)[1] == pack(row_of("two", 5)));
    CHECK(bytes == history.rows(0)[0].size() + history.rows(0)[1].size());
}

TEST_CASE("rows moved here by a resize evict nothing before the next append")
{
    History history({.lines = 2});
    for (const auto* text : {"a", "b"}) history.append(row_of(text, 3));

    history.append(row_of("c", 3), Eviction::later);
    const History copy = history;

    CHECK(history.first() == 0);
    CHECK(copy == history);
    history.append(row_of("d", 3));
    CHECK(history.first() == 2);
    CHECK(history.end() == 4);
}
