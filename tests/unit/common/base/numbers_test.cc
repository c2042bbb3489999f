#include "common/base/numbers.h"

#include <doctest/doctest.h>

#include <cstdint>

using namespace cleat;

TEST_CASE("an integer within the limits is parsed")
{
    CHECK(parse_integer("0", 0, 10).value() == 0);
    CHECK(parse_integer("10", 0, 10).value() == 10);
    CHECK(parse_integer("-5", -5, 5).value() == -5);
    CHECK(parse_integer("9223372036854775807", 0, INT64_MAX).value() == INT64_MAX);
}

TEST_CASE("text that is not an integer within the limits is refused")
{
    for (const char* text :
         {"", "-", "11", "-1", "1 ", " 1", "+1", "0x1", "1.0", "1e1", "one", "99999999999999999999"}) {
        CAPTURE(std::string(text));
        const auto result = parse_integer(text, 0, 10);
        REQUIRE_FALSE(result.has_value());
        CHECK(result.error().code() == ErrorCode::invalid);
    }
}

TEST_CASE("a size is given as columns by rows")
{
    CHECK(parse_dimensions("80x24", 1000).value() == Dimensions{.columns = 80, .rows = 24});
    CHECK(parse_dimensions("1x1000", 1000).value() == Dimensions{.columns = 1, .rows = 1000});
}

TEST_CASE("text that is not a size within the limits is refused")
{
    for (const char* text :
         {"", "x", "80", "80x", "x24", "80x24x1", "0x24", "80x0", "1001x24", "80X24", "80 x 24", "-80x24"}) {
        CAPTURE(std::string(text));
        CHECK_FALSE(parse_dimensions(text, 1000).has_value());
    }
}
