#include "common/conversation/list_mirror.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>

using namespace cleat;

TEST_CASE("sessions are added, changed and removed, and the list stays ordered by age")
{
    ListMirror mirror;
    mirror.take(Sessions{{{.id = 2, .name = "two"}, {.id = 5, .name = "five"}}});
    REQUIRE(
        mirror.take(SessionsChanged{{{.id = 3, .name = "three"}, {.id = 5, .name = "other"}}, {2, 77}}).has_value());

    REQUIRE(mirror.sessions().size() == 2);
    CHECK(mirror.sessions()[0].name == "three");
    CHECK(mirror.sessions()[1].name == "other");
}

TEST_CASE("changes that would make the list too long are refused and leave it unchanged")
{
    ListMirror mirror;
    Sessions all;
    for (std::uint64_t id = 1; id <= MAX_LISTED; ++id) all.sessions.emplace_back().id = id;
    mirror.take(all);

    CHECK_FALSE(mirror.take(SessionsChanged{{{.id = MAX_LISTED + 1}}, {}}).has_value());
    CHECK(mirror.sessions() == all.sessions);
    CHECK(mirror.take(SessionsChanged{{{.id = MAX_LISTED + 1}}, {1}}).has_value());
    CHECK(mirror.sessions().back().id == MAX_LISTED + 1);
}

TEST_CASE("changes cannot make a list hold more text than fits in one frame")
{
    constexpr std::size_t LONG = 4U << 20;
    SUBCASE("titles")
    {
        ListMirror mirror;
        for (std::uint64_t id = 1; id <= 3; ++id)
            CHECK(mirror.take(SessionsChanged{{{.id = id, .title = std::string(LONG, 't')}}, {}}).has_value());
        CHECK_FALSE(mirror.take(SessionsChanged{{{.id = 4, .title = std::string(2 * LONG, 't')}}, {}}).has_value());
        CHECK(mirror.sessions().size() == 3);
        CHECK(mirror.take(SessionsChanged{{{.id = 4, .title = std::string(2 * LONG, 't')}}, {1, 2}}).has_value());
    }
    SUBCASE("words of a command, empty ones too")
    {
        ListMirror mirror;
        const std::vector<std::string> command(1'000'000);
        CHECK_FALSE(mirror.take(SessionsChanged{{{.id = 1, .command = command}}, {}}).has_value());
        CHECK(mirror.sessions().empty());
    }
}
