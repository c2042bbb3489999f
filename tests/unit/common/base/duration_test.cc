#include "common/base/duration.h"

#include <doctest/doctest.h>

#include <random>

using namespace cleat;
using namespace std::chrono_literals;

TEST_CASE("a number without a unit is in seconds")
{
    CHECK(parse_duration("10").value() == 10s);
    CHECK(parse_duration("0").value() == 0s);
    CHECK(parse_duration("1.5").value() == 1500ms);
}

TEST_CASE("units can be combined, larger ones first")
{
    CHECK(parse_duration("5m").value() == 5min);
    CHECK(parse_duration("1h30m").value() == 90min);
    CHECK(parse_duration("250ms").value() == 250ms);
    CHECK(parse_duration("1d2h3m4s5ms").value() == 26h + 3min + 4s + 5ms);
    CHECK(parse_duration("1m0.25s").value() == 60250ms);
    CHECK(parse_duration("0.0009s").value() == 0ms);
    CHECK(parse_duration("0.5d").value() == 12h);
    CHECK(parse_duration("1.999999999999999999999s").value() == 1999ms);
}

TEST_CASE("text that is not a duration is refused")
{
    for (const char* text : {"", "s", "-1s", "+1", " 1s", "1s ", "1 s", "1x", "1m1h", "1s1s", "1m30", "1.m", ".5s",
                             "1.5h30m", "1..5s", "0x10", "1e3", "ms5", "5S"}) {
        CAPTURE(std::string(text));
        const auto result = parse_duration(text);
        REQUIRE_FALSE(result.has_value());
        CHECK(result.error().code() == ErrorCode::invalid);
    }
}

TEST_CASE("more than ten years is refused, whatever the number of digits")
{
    CHECK(parse_duration("3650d").value() == MAX_DURATION);
    CHECK_FALSE(parse_duration("3650d1ms").has_value());
    CHECK_FALSE(parse_duration("3651d").has_value());
    CHECK_FALSE(parse_duration("99999999999999999999999999h").has_value());
    CHECK_FALSE(parse_duration("18446744073709551617").has_value());
}

TEST_CASE("a formatted duration is parsed back to itself")
{
    CHECK(format_duration(0ms) == "0s");
    CHECK(format_duration(90min) == "1h30m");
    std::mt19937_64 random(1);
    for (int i = 0; i < 1000; ++i) {
        const auto most = MAX_DURATION.count() >> (i % 40);
        const std::chrono::milliseconds duration(std::uniform_int_distribution<std::int64_t>(0, most)(random));

        const auto read = parse_duration(format_duration(duration));

        REQUIRE(read.has_value());
        CHECK(*read == duration);
    }
}
