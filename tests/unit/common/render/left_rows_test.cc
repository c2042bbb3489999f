#include "common/render/left_rows.h"

#include "common/model/packed_row.h"
#include "tests/support/rows.h"

#include <doctest/doctest.h>

using namespace cleat;
using cleat::test::row_of;
using cleat::test::wrapped_row_of;

namespace {

constexpr int COLUMNS = 10;
using Known = std::optional<std::uint64_t>;

/// A line of one row leaves as number `line`.
Known leave(LeftRows& left, const std::string& text, std::uint64_t line)
{
    return left.leave(pack(row_of(text, COLUMNS)), {.line = line}, COLUMNS);
}

/// The same for a line that came back to the screen and was not written to since.
Known leave_again(LeftRows& left, const std::string& text, std::uint64_t line)
{
    Row row = row_of(text, COLUMNS);
    row.returned = true;
    return left.leave(pack(row), {.line = line}, COLUMNS);
}

/// Lines "0", "1" and the following have left.
LeftRows with_lines(std::uint64_t count)
{
    LeftRows left;
    for (std::uint64_t line = 0; line < count; ++line) REQUIRE(leave(left, std::to_string(line), line) == Known(0));
    return left;
}

} // namespace

TEST_CASE("a row that came back and leaves again has left before")
{
    LeftRows left = with_lines(5);

    left.rows_returned({.line = 3});

    CHECK(leave_again(left, "3", 3) == std::nullopt);
    CHECK(leave_again(left, "4", 4) == std::nullopt);
    CHECK(leave(left, "5", 5) == Known(0));
}

TEST_CASE("a row that came back and was rewritten unchanged in the same place has left before")
{
    LeftRows left = with_lines(5);

    left.rows_returned({.line = 3});

    CHECK(leave(left, "3", 3) == std::nullopt);
    CHECK(leave(left, "4", 4) == std::nullopt);
}

TEST_CASE("equal lines leave as many times as there are")
{
    LeftRows left = with_lines(1);
    REQUIRE(leave(left, "same", 1) == Known(0));
    REQUIRE(leave(left, "same", 2) == Known(0));

    left.rows_returned({.line = 2});

    CHECK(leave_again(left, "same", 2) == std::nullopt);
    CHECK(leave(left, "same", 3) == Known(0));
    CHECK(leave(left, "", 4) == Known(0));
    CHECK(leave(left, "", 5) == Known(0));
}

TEST_CASE("text written over lines that came back is new, and the remainder of those lines is not")
{
    LeftRows left = with_lines(5);

    left.rows_returned({.line = 2});

    CHECK(leave(left, "other", 2) == Known(0));
    CHECK(leave_again(left, "3", 3) == std::nullopt);
    CHECK(leave_again(left, "4", 4) == std::nullopt);
}

TEST_CASE("lines that came back and were moved are recognised in their new places")
{
    LeftRows down = with_lines(5);
    down.rows_returned({.line = 3});
    CHECK(leave(down, "inserted", 3) == Known(0));
    CHECK(leave_again(down, "3", 4) == std::nullopt);
    CHECK(leave_again(down, "4", 5) == std::nullopt);

    LeftRows up = with_lines(5);
    up.rows_returned({.line = 2});
    CHECK(leave_again(up, "3", 2) == std::nullopt);
    CHECK(leave_again(up, "4", 3) == std::nullopt);
    CHECK(leave(up, "5", 4) == Known(0));
}

TEST_CASE("a line that came back and stays on the screen is recognised however many leave before it")
{
    LeftRows left = with_lines(5);
    left.rows_returned({.line = 4});

    for (std::uint64_t line = 4; line < 100; ++line)
        REQUIRE(leave(left, "new " + std::to_string(line), line) == Known(0));

    CHECK(leave_again(left, "4", 100) == std::nullopt);
}

TEST_CASE("a new line is not taken for an equal one that came back and was erased")
{
    LeftRows left = with_lines(5);
    left.rows_returned({.line = 3});

    CHECK(leave(left, "new", 3) == Known(0));

    CHECK(leave(left, "3", 4) == Known(0));
    CHECK(left.has_returned());
    left.clear_returned({.line = 5});
    CHECK_FALSE(left.has_returned());
}

TEST_CASE("the scrollback ends like the history from the position after which nothing else is in between")
{
    LeftRows left = with_lines(5);
    CHECK(left.ends_as_history({.line = 0}));

    left.rows_returned({.line = 3}); // of these, 3 is overwritten and 4 moves down
    CHECK_FALSE(left.ends_as_history({.line = 3}));
    REQUIRE(leave(left, "new", 3) == Known(0));
    REQUIRE(leave(left, "newer", 4) == Known(0));
    REQUIRE(leave_again(left, "4", 5) == std::nullopt);
    left.clear_returned({.line = 6}); // the scrollback ends with 3, 4, new, newer

    CHECK_FALSE(left.has_returned());
    CHECK_FALSE(left.ends_as_history({.line = 5}));
    CHECK(left.ends_as_history({.line = 6}));
    REQUIRE(leave(left, "newest", 6) == Known(0));
    CHECK(left.ends_as_history({.line = 6}));
    CHECK_FALSE(left.ends_as_history({.line = 4}));

    left.interrupted({.line = 7});
    CHECK_FALSE(left.ends_as_history({.line = 6}));
    CHECK(left.ends_as_history({.line = 7}));
}

TEST_CASE("the rest of a line that left in part, at another width, is new")
{
    LeftRows left;
    REQUIRE(left.leave(pack(wrapped_row_of("0123", 4)), {}, 4) == Known(0));
    REQUIRE(left.leave(pack(wrapped_row_of("4567", 4)), {.cell = 4}, 4) == Known(0));

    left.rows_returned({.cell = 5});
    left.rows_returned({});

    CHECK(left.leave(pack(wrapped_row_of("012345", 6)), {}, 6) == std::nullopt);
    CHECK(left.leave(pack(row_of("6789", 6)), {.cell = 6}, 6) == Known(2));
}

TEST_CASE("rows that were dropped count as leaving for the first time")
{
    LeftRows left = with_lines(5);

    left.drop_from({.line = 3});

    CHECK(leave(left, "3", 3) == Known(0));
}

TEST_CASE("text before the starting position counts as having left")
{
    LeftRows left;
    left.begin_at({.line = 2, .cell = 3});

    CHECK(leave(left, "one", 1) == std::nullopt);
    CHECK(leave(left, "two more", 2) == Known(3));
    CHECK(leave(left, "three", 3) == Known(0));
}

TEST_CASE("only the newest lines are remembered, and older ones count as having left")
{
    LeftRows left = with_lines(LeftRows::MAX_LINES + 10);

    left.rows_returned({.line = 5});

    CHECK(leave(left, "whatever", 5) == std::nullopt);
    CHECK(leave(left, "12", 12) == std::nullopt);
    CHECK(leave(left, "another", 13) == Known(0));
}

TEST_CASE("comparing is bounded for rows that leave together; beyond the bound rows count as new")
{
    LeftRows left;
    const std::string alike(COLUMNS - 1, 'x');
    for (std::uint64_t line = 0; line < 1'000; ++line) REQUIRE(leave(left, alike + "1", line) == Known(0));
    left.rows_returned({});

    const auto count_known = [&left, &alike](const std::string& last, std::uint64_t rows) {
        std::uint64_t known = 0;
        for (std::uint64_t line = 0; line < rows; ++line)
            if (!leave_again(left, alike + last, 2'000 + line)) ++known;
        return known;
    };
    left.start_group();
    CHECK(count_known("2", LeftRows::MAX_COMPARED / 1'000 / COLUMNS + 1) == 0);
    CHECK(count_known("1", 1) == 0);

    left.start_group();
    CHECK(count_known("1", 1) == 1);
}
