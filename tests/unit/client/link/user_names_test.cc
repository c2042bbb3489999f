#include "client/link/user_names.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>

using namespace cleat;

TEST_CASE("each name is looked up once, and at most LIMIT names are")
{
    std::size_t lookups = 0;
    const auto name = [&lookups](std::uint32_t number) -> std::optional<std::string> {
        ++lookups;
        if (number == 7) return std::nullopt;
        return "u" + std::to_string(number);
    };
    UserNames names(name, name);

    CHECK(names.user(5) == "u5");
    CHECK(names.user_or_number(7) == "7");
    CHECK(names.user_name(5) == "user \"u5\" (5)");
    CHECK(names.user_name(7) == "user 7");
    CHECK(names.group_or_number(5) == "u5");
    CHECK(lookups == 3);

    for (std::int64_t number = 1'000; number < 301'000; ++number) (void)names.user(number);
    CHECK(lookups == UserNames::LIMIT + 1);
    CHECK(names.user_or_number(300'999) == "300999");
    CHECK(names.user(5) == "u5");
}

TEST_CASE("a number that is not a user id has no name")
{
    const auto name = [](std::uint32_t) -> std::optional<std::string> { return "somebody"; };
    UserNames names(name, name);

    for (const std::int64_t number : {std::int64_t{-1}, std::int64_t{1} << 32U, INT64_MIN, INT64_MAX})
        CHECK(names.user_or_number(number) == std::to_string(number));
}
