#include "common/recording/playback.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace std::chrono_literals;

namespace {

const Playback::Moment START{};

} // namespace

TEST_CASE("an event is due when the recorded time before it has passed")
{
    Playback playback(START);

    CHECK(playback.wait(2s, START) == 2s);
    CHECK(playback.wait(2s, START + 500ms) == 1500ms);
    CHECK(playback.wait(2s, START + 3s) == 0s);
    CHECK(playback.position(2s, START + 500ms) == 500ms);
    CHECK(playback.position(2s, START + 5s) == 2s);
}

TEST_CASE("being late with an event does not make the next one late")
{
    Playback playback(START);
    playback.took(1s, START + 1200ms);

    CHECK(playback.wait(2s, START + 1200ms) == 800ms);
}

TEST_CASE("after the process was stopped playback continues from where it was")
{
    Playback playback(START);
    playback.took(1s, START + 1h);

    CHECK(playback.wait(5s, START + 1h) == 3s);
}

TEST_CASE("nothing is due while paused, and time continues from there")
{
    Playback playback(START);
    playback.pause(START + 400ms);
    CHECK_FALSE(playback.wait(1s, START + 10s).has_value());
    CHECK(playback.position(1s, START + 10s) == 400ms);

    playback.play(START + 20s);
    CHECK(playback.wait(1s, START + 20s) == 600ms);
}

TEST_CASE("a change of speed applies from then on")
{
    Playback playback(START);
    playback.faster(START + 1s);
    CHECK(playback.speed() == 2);
    CHECK(playback.wait(3s, START + 1s) == 1s);

    playback.slower(START + 1500ms);
    playback.slower(START + 1500ms);
    CHECK(playback.speed() == 0.5);
    CHECK(playback.position(3s, START + 1500ms) == 2s);
    CHECK(playback.wait(3s, START + 1500ms) == 2s);
    for (int i = 0; i < 20; ++i) playback.slower(START);
    CHECK(playback.speed() == Playback::SLOWEST);
    for (int i = 0; i < 20; ++i) playback.faster(START);
    CHECK(playback.speed() == Playback::FASTEST);
}

TEST_CASE("speed can change while paused")
{
    Playback playback(START);
    playback.pause(START + 1s);
    playback.faster(START + 5s);
    CHECK(playback.position(3s, START + 5s) == 1s);

    playback.play(START + 6s);
    CHECK(playback.wait(3s, START + 6s) == 1s);
}

TEST_CASE("idle time is capped, and passes evenly within the cap")
{
    Playback playback(START);
    playback.set_idle_limit(2s);

    CHECK(playback.wait(100s, START) == 2s);
    CHECK(playback.position(100s, START + 1s) == 50s);
    playback.took(100s, START + 2s);
    CHECK(playback.wait(101s, START + 2s) == 1s);
}

TEST_CASE("time counts from the target of a jump")
{
    Playback playback(START);
    playback.jump(60s, START + 5s);

    CHECK(playback.position(std::nullopt, START + 9s) == 60s);
    CHECK(playback.wait(61s, START + 5s) == 1s);
    playback.pause(START + 5s);
    playback.jump(10s, START + 8s);
    CHECK(playback.position(12s, START + 9s) == 10s);
}
