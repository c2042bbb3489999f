#include "client/dashboard/dashboard.h"
#include "client/dashboard/session_words.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

using namespace cleat;

namespace {

constexpr auto SMALLEST = std::numeric_limits<std::int64_t>::min();
constexpr auto LARGEST = std::numeric_limits<std::int64_t>::max();

} // namespace

TEST_CASE("a duration is shown in its largest unit")
{
    CHECK(short_age(-1) == "0s");
    CHECK(short_age(59) == "59s");
    CHECK(short_age(60) == "1m");
    CHECK(short_age(7'200) == "2h");
    CHECK(short_age(86'400) == "1d");
}

TEST_CASE("extreme numbers from a server do not overflow")
{
    CHECK(seconds_between(10, 25) == 15);
    CHECK(seconds_between(25, 10) == -15);
    CHECK(seconds_between(SMALLEST, 10) == LARGEST);
    CHECK(seconds_between(LARGEST, -10) == SMALLEST);
    CHECK(seconds_between(10, SMALLEST) == SMALLEST);

    SessionInfo session;
    session.controllers = session.observers = std::numeric_limits<int>::max();
    CHECK(clients_of(session) == 4'294'967'294);
    CHECK(state_of(session) == "attached");
    session.controllers = session.observers = std::numeric_limits<int>::min();
    CHECK(state_of(session) == "detached");
}

TEST_CASE("the dashboard shows sessions whose last activity is the smallest or the largest time")
{
    SessionInfo session;
    session.id = 1;
    for (const auto active : {SMALLEST, LARGEST}) {
        session.active = active;
        Dashboard wall;
        wall.set_sessions({session});
        const auto text = wall.draw({.rows = 24, .columns = 80}, 1'000).text();
        CHECK((text.find("idle 106751991167300d") != std::string::npos) == (active == SMALLEST));
    }
}
