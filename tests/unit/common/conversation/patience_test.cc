#include "common/conversation/patience.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace std::chrono_literals;
using Doing = Patience::Task;

namespace {

const Clock::time_point GREETED{100h};

} // namespace

TEST_CASE("a server that does not answer the greeting is given up and not pinged")
{
    Patience patience(GREETED, nullptr, 10s);
    CHECK(patience.next_task(GREETED + 9s) == Doing::wait);
    CHECK(patience.due() == GREETED + 10s);
    CHECK(patience.next_task(GREETED + 10s) == Doing::give_up);
}

TEST_CASE("a server that is busy for long is pinged, and waited for while it responds")
{
    Patience patience(GREETED, nullptr, 10s);
    Clock::time_point now = GREETED + 1s;
    patience.heard(now);
    patience.asked(now);
    for (int i = 0; i < 1'000; ++i) {
        now += 10s;
        CHECK(patience.next_task(now - 1ns) == Doing::wait);
        CHECK(patience.next_task(now) == Doing::ping);
        now += 9s;
        CHECK(patience.next_task(now) == Doing::wait);
        patience.heard(now);
    }
    CHECK(patience.next_task(now + 10s) == Doing::ping);
    CHECK(patience.next_task(now + 20s) == Doing::give_up);
}

TEST_CASE("silence counts from the time of a request, however long there was none")
{
    Patience patience(GREETED, nullptr, 10s);
    patience.heard(GREETED);
    patience.asked(GREETED + 1h);
    CHECK(patience.next_task(GREETED + 1h + 9s) == Doing::wait);
    CHECK(patience.next_task(GREETED + 1h + 10s) == Doing::ping);
    // A request made meanwhile does not extend the time for the ping's reply.
    patience.asked(GREETED + 1h + 19s);
    CHECK(patience.next_task(GREETED + 1h + 20s) == Doing::give_up);
}

TEST_CASE("while the user is asked for a password, the server is not given up and silence does not count")
{
    static bool is_asked;
    is_asked = true;
    Patience patience(
        GREETED, [] { return is_asked; }, 10s);
    CHECK(patience.next_task(GREETED + 1h) == Doing::wait);
    CHECK(patience.due() == GREETED + 1h + 10s);
    is_asked = false;
    CHECK(patience.next_task(GREETED + 1h + 9s) == Doing::wait);
    CHECK(patience.next_task(GREETED + 1h + 10s) == Doing::give_up);

    is_asked = true;
    Patience heard(
        GREETED, [] { return is_asked; }, 10s);
    heard.heard(GREETED);
    CHECK(heard.next_task(GREETED + 10s) == Doing::ping); // no user is asked once the server has responded
    CHECK(heard.next_task(GREETED + 20s) == Doing::give_up);
}
