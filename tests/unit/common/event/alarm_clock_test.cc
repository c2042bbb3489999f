#include "common/event/alarm_clock.h"

#include <doctest/doctest.h>

#include <poll.h>
#include <sys/timerfd.h>

using namespace cleat;
using namespace std::chrono_literals;

namespace {

using Steady = std::chrono::steady_clock;

/// The time until it rings.
std::chrono::nanoseconds left(const AlarmClock& alarm)
{
    itimerspec when{};
    REQUIRE(::timerfd_gettime(alarm.descriptor(), &when) == 0);
    return std::chrono::seconds(when.it_value.tv_sec) + std::chrono::nanoseconds(when.it_value.tv_nsec);
}

bool rings_within(const AlarmClock& alarm, int ms)
{
    pollfd watched{alarm.descriptor(), POLLIN, 0};
    return ::poll(&watched, 1, ms) == 1;
}

} // namespace

TEST_CASE("an alarm clock rings at its time and not before")
{
    AlarmClock alarm;
    CHECK_FALSE(rings_within(alarm, 0));
    const auto moment = Steady::now() + 3ms;

    alarm.ring_by(moment);

    CHECK(rings_within(alarm, 10'000));
    CHECK(Steady::now() >= moment);
}

TEST_CASE("an alarm clock set to a time in the past, or to the clock's epoch, rings at once")
{
    AlarmClock past;
    AlarmClock first;

    past.ring_by(Steady::now() - 1h);
    first.ring_by(Steady::time_point());

    CHECK(rings_within(past, 10'000));
    CHECK(rings_within(first, 10'000));
}

TEST_CASE("an alarm clock can be set to ring earlier, never later")
{
    AlarmClock alarm;
    alarm.ring_by(Steady::now() + 1h);

    alarm.ring_by(Steady::now() + 2h);
    CHECK(left(alarm) <= 1h);

    alarm.ring_by(Steady::now() + 1min);
    CHECK(left(alarm) <= 1min);
}

TEST_CASE("an acknowledged alarm clock is silent until it is set again")
{
    AlarmClock alarm;
    alarm.ring_by(Steady::now());
    REQUIRE(rings_within(alarm, 10'000));

    alarm.heard();
    CHECK_FALSE(rings_within(alarm, 0));

    alarm.ring_by(Steady::now() + 1ms);
    CHECK(rings_within(alarm, 10'000));
}

TEST_CASE("acknowledging an alarm clock that did not ring leaves it set")
{
    AlarmClock alarm;
    alarm.ring_by(Steady::now() + 1h);

    alarm.heard();
    alarm.ring_by(Steady::now() + 2h);

    CHECK(left(alarm) > 0ns);
    CHECK(left(alarm) <= 1h);
}
