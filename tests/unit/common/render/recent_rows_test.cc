#include "common/render/recent_rows.h"

#include "common/model/packed_row.h"
#include "tests/support/rows.h"

#include <doctest/doctest.h>

using namespace cleat;

namespace {

const RecentRows::Time WHEN_PUT{std::chrono::hours(1)};
constexpr std::chrono::milliseconds MOMENT{1};

RecentRows::Placed placed(std::uint64_t number)
{
    return {pack(cleat::test::row_of(std::to_string(number), 10)), {.line = number}, 10};
}

using Numbers = std::vector<std::uint64_t>;

Numbers numbers_of(const std::vector<RecentRows::Placed>& rows)
{
    Numbers out;
    for (const auto& row : rows) out.push_back(row.at.line);
    return out;
}

} // namespace

TEST_CASE("recent rows: a row is certainly drawn once its time is over, and not before")
{
    RecentRows rows;
    CHECK(rows.are_drawn(WHEN_PUT));
    rows.add(placed(1), WHEN_PUT);

    CHECK_FALSE(rows.are_drawn(WHEN_PUT));
    CHECK_FALSE(rows.are_drawn(WHEN_PUT + CERTAINLY_DRAWN));
    CHECK(rows.are_drawn(WHEN_PUT + CERTAINLY_DRAWN + MOMENT));
}

TEST_CASE("recent rows: those that may not have been drawn are taken, with some before them, oldest first")
{
    RecentRows rows;
    for (std::uint64_t i = 0; i < 5; ++i) rows.add(placed(i), WHEN_PUT);
    for (std::uint64_t i = 5; i < 7; ++i) rows.add(placed(i), WHEN_PUT + std::chrono::milliseconds(500));
    const RecentRows::Time resized = WHEN_PUT + std::chrono::milliseconds(600);

    CHECK(numbers_of(rows.take_undrawn(resized, 3)) == Numbers{2, 3, 4, 5, 6});
    CHECK(rows.are_drawn(resized));
    CHECK(numbers_of(rows.take_undrawn(resized, 100)) == Numbers{0, 1});
    CHECK(rows.take_undrawn(resized, 100).empty());
}

TEST_CASE("recent rows: none are taken if all are drawn and no more are requested")
{
    RecentRows rows;
    rows.add(placed(0), WHEN_PUT);

    CHECK(rows.take_undrawn(WHEN_PUT + std::chrono::milliseconds(300), 0).empty());
    CHECK(numbers_of(rows.take_undrawn(WHEN_PUT, 0)) == Numbers{0});
}

TEST_CASE("recent rows: a row that the terminal put there itself is as certain as the one before it")
{
    RecentRows rows;
    rows.add_adopted(placed(0));
    CHECK(rows.are_drawn(RecentRows::Time() + std::chrono::milliseconds(300)));

    rows.add(placed(1), WHEN_PUT);
    rows.add_adopted(placed(2));
    CHECK_FALSE(rows.are_drawn(WHEN_PUT));
    CHECK(rows.are_drawn(WHEN_PUT + std::chrono::milliseconds(300)));
}

TEST_CASE("recent rows: from the newest on, rows are dropped until one is before the given position")
{
    RecentRows rows;
    for (std::uint64_t i = 0; i < 4; ++i) rows.add(placed(i), WHEN_PUT);
    rows.add(placed(1), WHEN_PUT); // written again
    rows.drop_from({.line = 2});
    CHECK(numbers_of(rows.take_undrawn(WHEN_PUT, 0)) == Numbers{0, 1, 2, 3, 1});

    for (std::uint64_t i = 0; i < 4; ++i) rows.add(placed(i), WHEN_PUT);
    rows.drop_from({.line = 2});
    CHECK(numbers_of(rows.take_undrawn(WHEN_PUT, 0)) == Numbers{0, 1});
}

TEST_CASE("recent rows: few drawn ones are remembered, many of the others")
{
    RecentRows rows;
    for (std::uint64_t i = 0; i < 1'000; ++i) rows.add(placed(i), WHEN_PUT);
    CHECK(rows.take_undrawn(WHEN_PUT, 0).size() == 1'000);

    for (std::uint64_t i = 0; i < 1'000; ++i) rows.add(placed(i), WHEN_PUT);
    rows.add(placed(1'000), WHEN_PUT + std::chrono::milliseconds(300));
    CHECK(rows.take_undrawn(WHEN_PUT + std::chrono::milliseconds(300), 10'000).size() == RecentRows::MAX_DRAWN);

    for (std::uint64_t i = 0; i < RecentRows::MAX_ROWS + 5; ++i) rows.add(placed(i), WHEN_PUT);
    const auto newest = rows.take_undrawn(WHEN_PUT, 0);
    REQUIRE(newest.size() == RecentRows::MAX_ROWS);
    CHECK(newest.front().at.line == 5);
}

TEST_CASE("recent rows: their bytes are bounded, and the newest is kept however long it is")
{
    RecentRows rows;
    const std::string megabyte(1U << 20, 'x');
    for (std::uint64_t i = 0; i < 40; ++i) rows.add({megabyte, {.line = i}, 10}, WHEN_PUT);
    CHECK(rows.take_undrawn(WHEN_PUT, 0).size() == RecentRows::MAX_BYTES / megabyte.size());

    rows.add({std::string(RecentRows::MAX_BYTES + 1, 'x'), {}, 10}, WHEN_PUT);
    CHECK(rows.take_undrawn(WHEN_PUT, 0).size() == 1);
}
