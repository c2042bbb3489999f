#include "common/event/restorer.h"

#include "tests/support/scratch.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

using namespace cleat;
using namespace std::chrono_literals;

TEST_CASE("something removed once is restored at once, and something removed repeatedly ever later")
{
    RestoreBackoff pace;
    auto now = Clock::time_point{} + 1h;
    CHECK(pace.due() <= now);
    int tries = 0;
    for (const auto end = now + 60s; now < end; now = std::max(now, pace.due())) { // as fast as allowed
        pace.tried(now);
        ++tries;
    }
    CHECK(tries < 70);
    CHECK(pace.due() - now <= RestoreBackoff::LONGEST);

    now += RestoreBackoff::CALM;
    pace.tried(now);
    CHECK(pace.due() == now + RestoreBackoff::FIRST);
}

TEST_CASE("an attempt that a user waits for is made at once")
{
    RestoreBackoff pace;
    const auto now = Clock::time_point{} + 1h;
    for (int i = 0; i < 10; ++i) pace.tried(now);
    CHECK(pace.due() > now);
    pace.hurry();
    CHECK(pace.due() <= now);
}

TEST_CASE("a file that is removed in a loop is restored several times and exists in the end")
{
    const Scratch scratch;
    const std::string file = scratch / "file";
    std::ofstream(file).flush();
    Loop loop;
    int restored = 0;
    Restorer restorer(loop, {.name = "a file",
                             .is_whole = [&] { return std::filesystem::exists(file); },
                             .restore = [&]() -> Result<void> {
                                 ++restored;
                                 std::ofstream(file).flush();
                                 return {};
                             },
                             .watch = [&](DirectoryWatch& watch) { watch.add(scratch.path()); }});
    int removed = 0;
    Timer remover(loop, [&] {
        if (std::filesystem::remove(file)) ++removed;
        if (removed < 6) remover.start(1ms);
    });
    Timer enough(loop, [&] {
        if (removed == 6 && restored == 6 && std::filesystem::exists(file)) return loop.stop();
        enough.start(1ms);
    });
    Timer deadline(loop, [&] {
        FAIL_CHECK("deadline passed");
        loop.stop();
    });
    remover.start(0ms);
    enough.start(1ms);
    deadline.start(30s);
    loop.run();
    CHECK(restored == removed);
}

TEST_CASE("a failed restoration is retried until it succeeds")
{
    Loop loop;
    int tries = 0;
    bool is_whole = false;
    Restorer restorer(loop, {.name = "a thing",
                             .is_whole = [&] { return is_whole; },
                             .restore = [&]() -> Result<void> {
                                 if (++tries < 4) return Error("not yet");
                                 is_whole = true;
                                 loop.stop();
                                 return {};
                             },
                             .watch = [](DirectoryWatch&) {}});
    restorer.request_check();
    loop.run();
    CHECK(tries == 4);
}
