#include "common/render/notice_position.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cleat;

TEST_CASE("a notice is in the last row, or in the first while the cursor is in the last")
{
    CHECK(notice_position(24, 0) == 23);
    CHECK(notice_position(24, 22) == 23);
    CHECK(notice_position(24, 23) == 0);
    CHECK(notice_position(2, 0) == 1);
    CHECK(notice_position(2, 1) == 0);
}

TEST_CASE("a notice is never in the cursor's row, and always in an existing one")
{
    for (int rows = 2; rows <= 50; ++rows) {
        for (int cursor = -2; cursor <= rows + 2; ++cursor) {
            const auto place = notice_position(rows, cursor);
            REQUIRE(place.has_value());
            CHECK(*place >= 0);
            CHECK(*place < rows);
            CHECK(*place != std::clamp(cursor, 0, rows - 1));
        }
    }
}

TEST_CASE("a terminal with only the cursor's row has no place for a notice")
{
    CHECK_FALSE(notice_position(1, 0).has_value());
    CHECK_FALSE(notice_position(0, 0).has_value());
}
