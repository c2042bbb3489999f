#include "server/session/ending.h"

#include "tests/support/turn_until.h"

#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <set>
#include <vector>

using namespace cleat;
using std::chrono::milliseconds;

namespace {

constexpr pid_t PROGRAM = 10;
constexpr pid_t LEFTOVER = 11;

/// The process groups of a session, and an `Ending` for them; a signal kills some of them.
struct EndingGroups {
    Loop loop;
    std::set<pid_t> groups{PROGRAM};
    std::set<int> deadly{SIGHUP, SIGTERM, SIGKILL};
    std::vector<int> sent; ///< to the program
    std::vector<Clock::time_point> times;
    int over = 0;
    int done = 0;
    Ending ending{loop,
                  {.look = [this](Ending::OnGroups found) { look(std::move(found)); },
                   .signal = [this](pid_t group, int number) { signal(group, number); },
                   .on_over = [this] { ++over; }}};

    void look(Ending::OnGroups found)
    {
        loop.defer([this, found = std::move(found)] { found({groups.begin(), groups.end()}); });
    }

    void signal(pid_t group, int number)
    {
        if (group == PROGRAM) {
            sent.push_back(number);
            times.push_back(loop.now());
        }
        if (!deadly.contains(number) || groups.erase(group) == 0 || group != PROGRAM) return;
        loop.defer([this] { ending.program_ended(); });
    }

    void end(milliseconds grace)
    {
        ending.begin(grace, [this] { ++done; });
    }
};

} // namespace

TEST_CASE("a program that SIGHUP ends gets no other terminating signal")
{
    EndingGroups session;

    session.end(milliseconds(10'000));

    CHECK(session.ending.is_running());
    CHECK(test::turn_until(session.loop, [&] { return session.done == 1; }));
    CHECK(session.sent == std::vector{SIGHUP, SIGCONT});
    CHECK(session.over == 1);
    CHECK(!session.ending.is_running());
}

TEST_CASE("a program that ignores SIGHUP and SIGTERM is killed, each signal a grace period after the one before")
{
    constexpr milliseconds GRACE{30};
    EndingGroups session;
    session.deadly = {SIGKILL};

    session.end(GRACE);

    CHECK(test::turn_until(session.loop, [&] { return session.done == 1; }));
    REQUIRE(session.sent == std::vector{SIGHUP, SIGCONT, SIGTERM, SIGKILL});
    CHECK(session.times[2] - session.times[0] >= GRACE);
    CHECK(session.times[3] - session.times[2] >= GRACE);
}

TEST_CASE("orphans of the program are ended before the end is over")
{
    EndingGroups session;
    session.groups.insert(LEFTOVER);
    session.deadly = {SIGTERM};
    session.end(milliseconds(30));
    REQUIRE(test::turn_until(session.loop, [&] { return session.sent.size() == 2; }));

    session.groups.erase(PROGRAM);
    session.ending.program_ended();

    CHECK(session.done == 0);
    CHECK(test::turn_until(session.loop, [&] { return session.done == 1; }));
    CHECK(session.groups.empty());
    CHECK(session.sent == std::vector{SIGHUP, SIGCONT});
}

TEST_CASE("the end is over even if a process survives SIGKILL")
{
    EndingGroups session;
    session.groups.insert(LEFTOVER);
    session.deadly.clear();
    session.end(milliseconds(1));
    REQUIRE(test::turn_until(session.loop, [&] { return session.sent.size() == 4; }));

    session.groups.erase(PROGRAM);
    session.ending.program_ended();

    CHECK(test::turn_until(session.loop, [&] { return session.done == 1; }));
    CHECK(session.groups.contains(LEFTOVER));
}

TEST_CASE("an end that is requested again starts again, and both requests are answered")
{
    EndingGroups session;
    session.deadly = {SIGTERM};
    session.end(milliseconds(100'000));
    REQUIRE(test::turn_until(session.loop, [&] { return session.sent.size() == 2; }));

    session.end(milliseconds(1));

    CHECK(test::turn_until(session.loop, [&] { return session.done == 2; }));
    CHECK(session.sent == std::vector{SIGHUP, SIGCONT, SIGHUP, SIGCONT, SIGTERM});
    CHECK(session.over == 1);
}

TEST_CASE("the end of a program that has ended is answered at once")
{
    EndingGroups session;
    session.ending.program_ended();

    session.end(milliseconds(1));

    CHECK(session.done == 1);
    CHECK(session.over == 0);
    CHECK(session.sent.empty());
}
