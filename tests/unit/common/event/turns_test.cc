#include "common/event/turns.h"

#include "common/base/unique_fd.h"
#include "common/event/work_clock.h"

#include <doctest/doctest.h>

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

using namespace cleat;

TEST_CASE("ready events are handled between two turns, whatever was requested before")
{
    Loop loop;
    Turns turns(loop);
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) == 0);
    const UniqueFd near(ends[0]);
    const UniqueFd far(ends[1]);
    std::string order;
    FdWatch watch(loop, near.get(), [&](FdWatch::Ready) {
        char byte = 0;
        REQUIRE(::read(near.get(), &byte, 1) == 1);
        order += byte;
        if (byte == 'z') watch.set(Interest::none);
    });
    watch.set(Interest::read);
    Turn first(turns, [&] {
        order += '1';
        REQUIRE(::write(far.get(), "x", 1) == 1);
    });
    Turn second(turns, [&] {
        order += '2';
        REQUIRE(::write(far.get(), "y", 1) == 1);
    });
    Turn third(turns, [&] {
        order += '3';
        REQUIRE(::write(far.get(), "z", 1) == 1);
    });

    second.ask();
    first.ask();
    third.ask();
    second.ask(); // does not give it a second turn
    loop.run();

    CHECK(order == "2y1x3z");
}

TEST_CASE("a repeated request comes after those already waiting")
{
    Loop loop;
    Turns turns(loop);
    std::string order;
    Turn first(turns, [&] {
        order += '1';
        if (order.size() < 4) first.ask();
    });
    Turn second(turns, [&] { order += '2'; });

    first.ask();
    second.ask();
    CHECK(first.is_requested());
    loop.run();

    CHECK(order == "1211");
    CHECK_FALSE(first.is_requested());
}

TEST_CASE("a turn that was stopped or destroyed is not run")
{
    Loop loop;
    Turns turns(loop);
    std::string order;
    auto gone = std::make_unique<Turn>(turns, [&] { order += 'g'; });
    Turn stopped(turns, [&] { order += 's'; });
    Turn first(turns, [&] {
        order += '1';
        gone.reset();
    });
    Turn last(turns, [&] { order += 'l'; });

    stopped.ask();
    first.ask();
    gone->ask();
    last.ask();
    stopped.stop();
    loop.run();

    CHECK(order == "1l");
}

TEST_CASE("a turn is followed by a rest of a multiple of its duration, whatever is requested")
{
    constexpr int REST = 3;
    constexpr std::chrono::milliseconds WORK{2};
    Loop loop;
    Turns turns(loop, REST);
    const auto work = [&] {
        const auto end = WorkClock::now() + WORK;
        while (WorkClock::now() < end) continue;
    };
    Clock::time_point rested_from;
    std::vector<Clock::duration> rests;
    Turn second(turns, [&] { rests.push_back(Clock::now() - rested_from); });
    Timer newcomer(loop, [&] { second.ask(); });
    Turn first(turns, [&] {
        if (rested_from != Clock::time_point()) rests.push_back(Clock::now() - rested_from);
        else first.ask();
        work();
        rested_from = Clock::now();
        newcomer.start(std::chrono::microseconds(0)); // a request during the rest waits for its end, too
    });

    first.ask();
    loop.run();

    REQUIRE(rests.size() == 2);
    for (const auto rest : rests) CHECK(rest >= REST * WORK);
}
