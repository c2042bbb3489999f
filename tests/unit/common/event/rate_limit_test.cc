#include "common/event/rate_limit.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace std::chrono_literals;

namespace {

constexpr Clock::time_point NOON{12h};

/// How many tokens can be taken at that time, at most 100.
int taken(RateLimit& allowance, Clock::time_point now)
{
    int taken = 0;
    while (taken < 100 && allowance.take(now)) ++taken;
    return taken;
}

} // namespace

TEST_CASE("a burst of tokens can be taken at once, then one at a time at intervals")
{
    RateLimit allowance(3, 10s);
    CHECK(allowance.is_full(NOON));
    CHECK(allowance.next() <= NOON);

    CHECK(taken(allowance, NOON) == 3);

    CHECK(allowance.next() == NOON + 10s);
    CHECK_FALSE(allowance.take(NOON + 10s - 1ns));
    CHECK(taken(allowance, NOON + 10s) == 1);
    CHECK(allowance.next() == NOON + 20s);
}

TEST_CASE("unused tokens accumulate up to the size of a burst")
{
    RateLimit allowance(3, 10s);
    CHECK(taken(allowance, NOON) == 3);
    CHECK_FALSE(allowance.is_full(NOON + 30s - 1ns));
    CHECK(allowance.is_full(NOON + 30s));

    CHECK(taken(allowance, NOON + 25s) == 2);
    CHECK(taken(allowance, NOON + 29s) == 0);
    CHECK(taken(allowance, NOON + 30s) == 1);
    CHECK(taken(allowance, NOON + 1h) == 3);
}

TEST_CASE("with a burst of one there is one token at a time")
{
    RateLimit allowance(1, 10s);
    CHECK(taken(allowance, Clock::time_point()) == 1);
    CHECK(allowance.next() == Clock::time_point() + 10s);
    CHECK(taken(allowance, NOON) == 1);
}

TEST_CASE("at the end of the clock's range a token is always available, and before it none")
{
    constexpr auto END = Clock::time_point::max();
    RateLimit allowance(3, 10s);
    CHECK(taken(allowance, END) == 100);

    CHECK_FALSE(allowance.take(NOON));
    CHECK_FALSE(allowance.is_full(NOON));
    CHECK(allowance.next() == END - 20s);
}
