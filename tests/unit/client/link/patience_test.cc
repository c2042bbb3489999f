#include "client/link/patience.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace std::chrono_literals;
using Doing = Patience::Task;

namespace {

const Clock::time_point GREETED{100h};

} // namespace

TEST_CASE("a server that does not answer the greeting is given up, and not asked again")
{
    Patience patience(GREETED, Patience::Begins::greeted, 10s);
    CHECK(patience.take_task(GREETED + 9s) == Doing::wait);
    CHECK(patience.due() == GREETED + 10s);
    CHECK(patience.take_task(GREETED + 10s) == Doing::give_up);
}

TEST_CASE("a server that works on something for long is asked whether it is there, and waited for as long as it is")
{
    Patience patience(GREETED, Patience::Begins::greeted, 10s);
    Clock::time_point now = GREETED + 1s;
    patience.heard(now);
    patience.asked(now);
    for (int i = 0; i < 1'000; ++i) {
        now += 10s;
        CHECK(patience.take_task(now - 1ns) == Doing::wait);
        CHECK(patience.take_task(now) == Doing::ping);
        now += 9s;
        CHECK(patience.take_task(now) == Doing::wait);
        patience.heard(now);
    }
    CHECK(patience.take_task(now + 10s) == Doing::ping);
    CHECK(patience.take_task(now + 20s) == Doing::give_up);
}

TEST_CASE("silence counts from when something is asked for, however long nothing was")
{
    Patience patience(GREETED, Patience::Begins::greeted, 10s);
    patience.heard(GREETED);
    patience.asked(GREETED + 1h);
    CHECK(patience.take_task(GREETED + 1h + 9s) == Doing::wait);
    CHECK(patience.take_task(GREETED + 1h + 10s) == Doing::ping);
    // What is asked for meanwhile does not put off the answer to the ping.
    patience.asked(GREETED + 1h + 19s);
    CHECK(patience.take_task(GREETED + 1h + 20s) == Doing::give_up);
}

TEST_CASE("what is silent behind a command is waited for until it was heard, and then as any other")
{
    Patience patience(GREETED, Patience::Begins::heard, 10s);
    CHECK_FALSE(patience.due().has_value());
    patience.asked(GREETED + 1h);
    CHECK(patience.take_task(GREETED + 24h) == Doing::wait);

    const auto heard = GREETED + 25h;
    patience.heard(heard);

    CHECK(patience.due() == heard + 10s);
    CHECK(patience.take_task(heard + 10s) == Doing::ping);
    CHECK(patience.take_task(heard + 20s) == Doing::give_up);
}
