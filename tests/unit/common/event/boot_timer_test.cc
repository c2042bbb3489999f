#include "common/event/boot_timer.h"

#include <doctest/doctest.h>

#include <ctime>
#include <fstream>
#include <string>

using namespace cleat;
using namespace std::chrono_literals;

namespace {

/// The clock of a timerfd according to the kernel (proc(5)).
int clock_of(int descriptor)
{
    std::ifstream info("/proc/self/fdinfo/" + std::to_string(descriptor));
    int out = -1;
    for (std::string word; info >> word;)
        if (word == "clockid:") info >> out;
    return out;
}

} // namespace

TEST_CASE("a boot timer calls back at its time on a clock that counts suspended time")
{
    Loop loop;
    BootClock::time_point rang{};
    BootTimer timer(loop, [&] {
        rang = BootClock::now();
        loop.stop();
    });
    CHECK(clock_of(timer.descriptor()) == CLOCK_BOOTTIME);
    const auto moment = BootClock::now() + 3ms;

    timer.start(moment);
    loop.run();

    CHECK(rang >= moment);
}

TEST_CASE("a boot timer set to the past calls back at once, and a stopped or expired one does not call back")
{
    Loop loop;
    int rang = 0;
    BootTimer past(loop, [&] { ++rang; });
    BootTimer first(loop, [&] { ++rang; });
    BootTimer stopped(loop, [&] { FAIL("it was stopped"); });
    past.start(BootClock::now() - 1h);
    first.start({});
    stopped.start({});
    stopped.stop();

    loop.run(); // returns once nothing is watched

    CHECK(rang == 2);
}

TEST_CASE("a restarted boot timer, even from its own callback, calls back only for its last time")
{
    Loop loop;
    int rang = 0;
    BootTimer* again = nullptr;
    BootTimer timer(loop, [&] {
        if (++rang < 3) again->start(BootClock::now());
    });
    again = &timer;
    timer.start({});
    timer.start(BootClock::now() + 1ms);

    loop.run();

    CHECK(rang == 3);
}

TEST_CASE("the boot clock is the kernel's boot time, which includes suspended time")
{
    timespec before{};
    timespec after{};
    ::clock_gettime(CLOCK_BOOTTIME, &before);
    const auto now = BootClock::now().time_since_epoch();
    ::clock_gettime(CLOCK_BOOTTIME, &after);

    CHECK(now >= std::chrono::seconds(before.tv_sec) + std::chrono::nanoseconds(before.tv_nsec));
    CHECK(now <= std::chrono::seconds(after.tv_sec) + std::chrono::nanoseconds(after.tv_nsec));
}
