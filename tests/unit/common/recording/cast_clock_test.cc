#include "common/recording/cast_clock.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace std::chrono_literals;

TEST_CASE("a time is shown as a clock shows it")
{
    CHECK(clock_text(0s) == "0:00");
    CHECK(clock_text(59s + 999ms) == "0:59");
    CHECK(clock_text(754s) == "12:34");
    CHECK(clock_text(1h + 2min + 3s) == "1:02:03");
    CHECK(exact_clock_text(1h + 2min + 3s + 45ms) == "1:02:03.045");
}

TEST_CASE("a time is parsed as clock time, and as a duration")
{
    CHECK(*parse_moment("1:02:03") == 3723s);
    CHECK(*parse_moment("2:30.5") == 150'500ms);
    CHECK(*parse_moment("90:00") == 90min);
    CHECK(*parse_moment("1h02m") == 62min);
    CHECK(*parse_moment("90") == 90s);
    CHECK(*parse_moment("0") == 0s);
    CHECK(*parse_moment(exact_clock_text(5h + 1ms)) == 5h + 1ms);
}

TEST_CASE("an invalid time is refused")
{
    for (const auto* const text : {"", ":", "1:", ":1", "1:60", "1:2:3:4:5:6:7:8:9", "1:-1", "x", "1:5m", "1:1s", "-1"})
        CHECK_FALSE(parse_moment(text).has_value());
}
