#include "client/wall/session_words.h"
#include "client/wall/wall.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

using namespace cleat;

namespace {

constexpr auto LEAST = std::numeric_limits<std::int64_t>::min();
constexpr auto MOST = std::numeric_limits<std::int64_t>::max();

} // namespace

TEST_CASE("a length of time is told by its largest unit")
{
    CHECK(short_age(-1) == "0s");
    CHECK(short_age(59) == "59s");
    CHECK(short_age(60) == "1m");
    CHECK(short_age(7'200) == "2h");
    CHECK(short_age(86'400) == "1d");
}

TEST_CASE("the numbers that a server says are computed with, whatever they are")
{
    CHECK(seconds_between(10, 25) == 15);
    CHECK(seconds_between(25, 10) == -15);
    CHECK(seconds_between(LEAST, 10) == MOST);
    CHECK(seconds_between(MOST, -10) == LEAST);
    CHECK(seconds_between(10, LEAST) == LEAST);

    SessionInfo session;
    session.controllers = session.observers = std::numeric_limits<int>::max();
    CHECK(clients_of(session) == 4'294'967'294);
    CHECK(state_of(session) == "attached");
    session.controllers = session.observers = std::numeric_limits<int>::min();
    CHECK(state_of(session) == "detached");
}

TEST_CASE("a wall shows sessions that claim to have been idle for ever, or to be so in the future")
{
    SessionInfo session;
    session.id = 1;
    for (const auto active : {LEAST, MOST}) {
        session.active = active;
        Wall wall;
        wall.set_sessions({session});
        const auto text = wall.draw({.rows = 24, .columns = 80}, 1'000).text();
        CHECK((text.find("idle 106751991167300d") != std::string::npos) == (active == LEAST));
    }
}
