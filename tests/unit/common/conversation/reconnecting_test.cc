#include "common/conversation/reconnecting.h"

#include <doctest/doctest.h>

#include <random>

using namespace cleat;
using namespace std::chrono_literals;
using Task = Reconnecting::Task;

namespace {

const Clock::time_point START{100h};

/// Advances to the next time at which there is a task, and returns it.
Task next(Reconnecting& link, Clock::time_point& now)
{
    for (;;) {
        now = std::max(now, link.due());
        if (const Task task = link.next_task(now); task != Task::nothing) return task;
        REQUIRE(link.due() > now);
    }
}

} // namespace

TEST_CASE("a link is pinged three times within the time after which silence ends it")
{
    Clock::time_point now = START;
    Reconnecting link({}, now);
    CHECK(next(link, now) == Task::ping);
    CHECK(now == START + 15s);
    CHECK(next(link, now) == Task::ping);
    CHECK(now == START + 30s);
    CHECK(next(link, now) == Task::drop);
    CHECK(now == START + 45s);
}

TEST_CASE("a link on which something arrives now and then is kept")
{
    Clock::time_point now = START;
    Reconnecting link({}, now);
    for (int i = 0; i < 100; ++i) {
        CHECK(next(link, now) == Task::ping);
        link.heard(now + 1s);
    }
    const Clock::time_point last = now + 1s;
    Task task = Task::ping;
    while (task == Task::ping) task = next(link, now);
    CHECK(task == Task::drop);
    CHECK(now == last + 45s);
}

TEST_CASE("a client that was stopped reads what arrived meanwhile before it counts the silence")
{
    Clock::time_point now = START;
    Reconnecting link({}, now);
    now += 10min;
    CHECK(link.next_task(now) == Task::ping);
    CHECK(next(link, now) == Task::ping);
    CHECK(next(link, now) == Task::ping);
    CHECK(next(link, now) == Task::drop);
    CHECK(now == START + 10min + 45s);
}

TEST_CASE("a lost link is retried ever less often, until it is given up")
{
    Clock::time_point now = START;
    Reconnecting link({}, now);
    link.lost(now);
    Clock::time_point before = now;
    for (const auto wait : {1s, 2s, 4s, 8s, 15s, 15s, 15s}) {
        CHECK(next(link, now) == Task::connect);
        CHECK(now == before + wait);
        link.lost(now);
        before = now;
    }
    CHECK(link.tries() == 7);
    Task task = Task::connect;
    for (; task == Task::connect; link.lost(now)) task = next(link, now);
    CHECK(task == Task::give_up);
    CHECK(now == START + 1h);
}

TEST_CASE("an attempt after which nothing arrives has failed")
{
    Clock::time_point now = START;
    Reconnecting link({}, now);
    link.lost(now);
    CHECK(next(link, now) == Task::connect);
    const Clock::time_point tried = now;
    CHECK(next(link, now) == Task::drop);
    CHECK(now == tried + 45s);
    link.lost(now);
    CHECK(next(link, now) == Task::connect);
    CHECK(now == tried + 47s);
}

TEST_CASE("a restored link is treated as a new one")
{
    Clock::time_point now = START;
    Reconnecting link({}, now);
    for (int i = 0; i < 5; ++i) {
        link.lost(now);
        CHECK(next(link, now) == Task::connect);
    }
    link.restored(now);
    CHECK(link.tries() == 0);
    CHECK(next(link, now) == Task::ping);
    const Clock::time_point lost = now;
    link.lost(now);
    CHECK(next(link, now) == Task::connect);
    CHECK(now == lost + 1s);
}

TEST_CASE("whatever happens, the next task is due within a bounded time")
{
    std::mt19937 random(3);
    Clock::time_point now = START;
    Reconnecting link({}, now);
    for (int i = 0; i < 10'000; ++i) {
        now += std::chrono::milliseconds(random() % 20'000);
        switch (random() % 4) {
        case 0: link.heard(now); break;
        case 1: link.restored(now); break;
        default: break;
        }
        const Task task = link.next_task(now);
        if (task == Task::give_up) link.restored(now);
        if (task == Task::drop || random() % 10 == 0) link.lost(now);
        if (link.due() <= now) link.next_task(now); // overdue tasks are caught up with at once
        REQUIRE(link.due() <= now + 60s);
    }
}
