#include "server/program/process_scans.h"

#include <doctest/doctest.h>

#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <vector>

using namespace cleat;

namespace {

/// The requests, in the order of the replies.
struct Asking {
    Loop loop;
    ProcessScans processes{loop};
    std::vector<int> answered;

    void ask(int who, std::size_t wanted)
    {
        processes.ask([this, who, wanted](const ProcessTable&) {
            answered.push_back(who);
            if (answered.size() == wanted) loop.stop();
        });
    }
};

} // namespace

TEST_CASE("simultaneous requests share one scan, and are answered in order")
{
    constexpr int COUNT = 500;
    Asking asking;
    std::vector<int> expected;
    for (int who = 0; who < COUNT; ++who) {
        asking.ask(who, COUNT);
        expected.push_back(who);
    }
    CHECK(asking.answered.empty());

    asking.loop.run();

    CHECK(asking.answered == expected);
    CHECK(asking.processes.looks() == 1);
}

TEST_CASE("callers that ask again when they are answered share the following scans")
{
    constexpr std::size_t COUNT = 100;
    constexpr std::size_t ROUNDS = 3;
    Loop loop;
    ProcessScans processes(loop);
    std::size_t answers = 0;
    std::function<void(std::size_t)> ask = [&](std::size_t more) {
        processes.ask([&, more](const ProcessTable&) {
            if (++answers == COUNT * ROUNDS) loop.stop();
            if (more > 1) ask(more - 1);
        });
    };
    for (std::size_t who = 0; who < COUNT; ++who) ask(ROUNDS);

    loop.run();

    CHECK(answers == COUNT * ROUNDS);
    CHECK(processes.looks() == ROUNDS);
}

TEST_CASE("a request during a scan is answered by one that starts later")
{
    Asking asking;
    asking.ask(1, 2);
    Timer later(asking.loop, [&] {
        REQUIRE(asking.processes.looks() == 1);
        asking.ask(2, 2);
    });
    later.start(std::chrono::microseconds(0)); // after the scan's first step

    asking.loop.run();

    CHECK(asking.answered == std::vector<int>{1, 2});
    CHECK(asking.processes.looks() == 2);
}

TEST_CASE("a scan finds the existing processes")
{
    Loop loop;
    ProcessScans processes(loop);
    std::vector<pid_t> groups;
    processes.ask([&](const ProcessTable& table) {
        groups = table.groups_of(::getsid(0));
        loop.stop();
    });

    loop.run();

    CHECK(groups == read_processes().groups_of(::getsid(0)));
}
