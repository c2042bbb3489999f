#include "common/event/loop.h"

#include "common/base/unique_fd.h"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <optional>
#include <string>
#include <vector>

using namespace cleat;
using namespace std::chrono_literals;

namespace {

int times_set = 0; ///< for any system timer

} // namespace

/// Replaces the library function to count its calls.
extern "C" int timerfd_settime(int fd, int flags, const itimerspec* when, itimerspec* before) noexcept
{
    ++times_set;
    return static_cast<int>(::syscall(SYS_timerfd_settime, fd, flags, when, before));
}

namespace {

struct Pair {
    UniqueFd near;
    UniqueFd far;
};

Pair make_pair()
{
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) == 0);
    return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

void write_one(const UniqueFd& fd)
{
    REQUIRE(::write(fd.get(), "x", 1) == 1);
}

char read_one(const UniqueFd& fd)
{
    char byte = 0;
    REQUIRE(::read(fd.get(), &byte, 1) == 1);
    return byte;
}

/// Stops the loop and fails the test when it expires.
class Deadline {
 public:
    explicit Deadline(Loop& loop)
        : timer_(loop, [&loop] {
              FAIL_CHECK("deadline passed");
              loop.stop();
          })
    {
        timer_.start(20s);
    }

 private:
    Timer timer_;
};

} // namespace

TEST_CASE("a loop that watches nothing returns")
{
    Loop loop;

    loop.run();

    CHECK(true);
}

TEST_CASE("a watch without interest does not keep the loop running")
{
    Loop loop;
    const auto pair = make_pair();
    write_one(pair.far);
    int calls = 0;
    FdWatch watch(loop, pair.near.get(), [&](FdWatch::Ready) { ++calls; });

    loop.run();

    CHECK(calls == 0);
    CHECK(watch.interest() == Interest::none);
}

TEST_CASE("a readable descriptor calls back until it is read")
{
    Loop loop;
    const Deadline deadline(loop);
    const auto pair = make_pair();
    write_one(pair.far);
    int calls = 0;
    FdWatch watch(loop, pair.near.get(), [&](FdWatch::Ready ready) {
        CHECK(ready.read);
        CHECK_FALSE(ready.write);
        if (++calls < 3) return;
        read_one(pair.near);
        loop.stop();
    });
    watch.set(Interest::read);

    loop.run();

    CHECK(calls == 3);
}

TEST_CASE("read and write interest are independent")
{
    Loop loop;
    const Deadline deadline(loop);
    const auto pair = make_pair();
    write_one(pair.far);
    int reads = 0;
    int writes = 0;
    std::optional<FdWatch> watch;
    watch.emplace(loop, pair.near.get(), [&](FdWatch::Ready ready) {
        if (ready.read) ++reads;
        if (ready.write) ++writes;
        if (writes == 2) watch->set(Interest::read);
        if (writes == 2 && reads >= 5) loop.stop();
    });
    watch->set(Interest::both);

    loop.run();

    CHECK(writes == 2);
    CHECK(reads >= 5);
}

TEST_CASE("a hang-up is readable")
{
    Loop loop;
    const Deadline deadline(loop);
    auto pair = make_pair();
    bool told = false;
    FdWatch watch(loop, pair.near.get(), [&](FdWatch::Ready ready) {
        told = ready.read;
        loop.stop();
    });
    watch.set(Interest::read);
    pair.far.reset();

    loop.run();

    CHECK(told);
}

TEST_CASE("a watch for hang-ups alone reports a hang-up and no bytes")
{
    Loop loop;
    const Deadline deadline(loop);
    auto pair = make_pair();
    write_one(pair.far);
    int calls = 0;
    FdWatch watch(loop, pair.near.get(), [&](FdWatch::Ready ready) {
        CHECK(ready.hangup);
        ++calls;
        watch.set(Interest::none);
        loop.stop();
    });
    watch.set(Interest::hangup);
    Timer later(loop, [&pair] { pair.far.reset(); });
    later.start(20ms);

    loop.run();

    CHECK(calls == 1);
}

TEST_CASE("a hang-up is reported when the other end closes with bytes unread")
{
    Loop loop;
    const Deadline deadline(loop);
    auto pair = make_pair();
    write_one(pair.near);
    bool told = false;
    FdWatch watch(loop, pair.near.get(), [&](FdWatch::Ready ready) {
        told = ready.hangup;
        loop.stop();
    });
    watch.set(Interest::hangup);
    pair.far.reset(); // an error at this end, ECONNRESET

    loop.run();

    CHECK(told);
}

TEST_CASE("a callback may destroy another watch that is ready in the same turn")
{
    Loop loop;
    const auto one = make_pair();
    const auto two = make_pair();
    write_one(one.far);
    write_one(two.far);
    int calls = 0;
    std::optional<FdWatch> first;
    std::optional<FdWatch> second;
    const auto destroy_other = [&](std::optional<FdWatch>& mine, std::optional<FdWatch>& other) {
        ++calls;
        other.reset();
        mine->set(Interest::none);
    };
    first.emplace(loop, one.near.get(), [&](FdWatch::Ready) { destroy_other(first, second); });
    second.emplace(loop, two.near.get(), [&](FdWatch::Ready) { destroy_other(second, first); });
    first->set(Interest::read);
    second->set(Interest::read);

    loop.run();

    CHECK(calls == 1);
}

TEST_CASE("a descriptor that cannot be polled is always ready")
{
    Loop loop;
    const Deadline deadline(loop);
    const UniqueFd null{::open("/dev/null", O_RDWR | O_CLOEXEC)};
    int calls = 0;
    std::optional<FdWatch> watch;
    watch.emplace(loop, null.get(), [&](FdWatch::Ready ready) {
        CHECK(ready.read);
        if (++calls < 3) return;
        watch->set(Interest::none);
        loop.stop();
    });
    watch->set(Interest::read);

    loop.run();

    CHECK(calls == 3);
}

TEST_CASE("timers fire in the order of their times and not early")
{
    Loop loop;
    std::vector<int> order;
    const auto begin = Clock::now();
    std::array<Clock::duration, 3> waited{};
    const auto note = [&](int which) {
        order.push_back(which);
        waited[static_cast<std::size_t>(which)] = Clock::now() - begin;
    };
    Timer late(loop, [&] { note(2); });
    Timer early(loop, [&] { note(0); });
    Timer middle(loop, [&] { note(1); });
    late.start(9ms);
    early.start(1500us);
    middle.start(5ms);
    CHECK(early.is_running());

    loop.run();

    CHECK(order == std::vector{0, 1, 2});
    CHECK(waited[0] >= 1500us);
    CHECK(waited[1] >= 5ms);
    CHECK(waited[2] >= 9ms);
    CHECK_FALSE(early.is_running());
}

TEST_CASE("a stopped timer does not fire, and a restarted one fires once")
{
    Loop loop;
    int stopped = 0;
    int restarted = 0;
    Timer first(loop, [&] { ++stopped; });
    Timer second(loop, [&] { ++restarted; });
    first.start(1ms);
    first.stop();
    second.start(1h);
    second.start(1ms);

    loop.run();

    CHECK(stopped == 0);
    CHECK(restarted == 1);
    CHECK_FALSE(first.is_running());
}

TEST_CASE("a timer may start itself again from its callback")
{
    Loop loop;
    int calls = 0;
    std::optional<Timer> timer;
    timer.emplace(loop, [&] {
        CHECK_FALSE(timer->is_running());
        if (++calls < 3) timer->start(0us);
    });
    timer->start(0us);

    loop.run();

    CHECK(calls == 3);
}

TEST_CASE("a timer with the longest delay is due after all others")
{
    Loop loop;
    Timer never(loop, [] { FAIL_CHECK("it is never due"); });
    Timer end(loop, [&] { loop.stop(); });
    never.start(std::chrono::microseconds::max());
    end.start(1ms);

    loop.run();

    CHECK(never.is_running());
}

TEST_CASE("a timer's callback may start, stop and destroy other timers that are due")
{
    Loop loop;
    int calls = 0;
    std::optional<Timer> second;
    std::optional<Timer> third;
    Timer fourth(loop, [&] { ++calls; });
    Timer first(loop, [&] {
        second->stop();
        third.reset();
        fourth.start(1ms);
    });
    second.emplace(loop, [&] { FAIL_CHECK("it was stopped"); });
    third.emplace(loop, [&] { FAIL_CHECK("it was destroyed"); });
    for (Timer* const timer : {&first, &*second, &*third}) timer->start(0us);

    loop.run();

    CHECK(calls == 1);
}

TEST_CASE("turns in which no timer becomes due sooner set no system timer")
{
    Loop loop;
    const auto pair = make_pair();
    int turns = 0;
    Timer later(loop, [] {});
    FdWatch watch(loop, pair.near.get(), [&](FdWatch::Ready) {
        read_one(pair.near);
        if (++turns == 100) return loop.stop();
        later.start(1min); // later each time
        write_one(pair.far);
    });
    watch.set(Interest::read);
    write_one(pair.far);
    times_set = 0;

    loop.run();

    CHECK(turns == 100);
    CHECK(times_set == 1);
}

TEST_CASE("deferred tasks run after the turn's callbacks, in order, and tasks they defer run in the next turn")
{
    Loop loop;
    std::vector<std::string> order;
    Timer timer(loop, [&] {
        loop.defer([&] {
            order.emplace_back("first");
            loop.defer([&] { order.emplace_back("third"); });
        });
        loop.defer([&] { order.emplace_back("second"); });
        order.emplace_back("callback");
    });
    timer.start(0us);

    loop.run();

    CHECK(order == std::vector<std::string>{"callback", "first", "second", "third"});
}

TEST_CASE("a task deferred before the loop runs is run even if nothing is watched")
{
    Loop loop;
    bool ran = false;
    loop.defer([&] { ran = true; });

    loop.run();

    CHECK(ran);
}

TEST_CASE("a watch can be destroyed from its own callback by deferring")
{
    Loop loop;
    const auto pair = make_pair();
    write_one(pair.far);
    int calls = 0;
    std::optional<FdWatch> watch;
    watch.emplace(loop, pair.near.get(), [&](FdWatch::Ready) {
        ++calls;
        loop.defer([&] { watch.reset(); });
    });
    watch->set(Interest::read);

    loop.run();

    CHECK(calls == 1);
    CHECK_FALSE(watch.has_value());
}

TEST_CASE("stopping ends the run after the turn, and running again continues")
{
    Loop loop;
    int calls = 0;
    std::optional<Timer> timer;
    timer.emplace(loop, [&] {
        ++calls;
        timer->start(0us);
        loop.stop();
    });
    timer->start(0us);

    loop.run();
    CHECK(calls == 1);
    loop.run();
    CHECK(calls == 2);
}

TEST_CASE("a run that was stopped beforehand returns at once")
{
    Loop loop;
    Timer timer(loop, [] { FAIL_CHECK("nothing should have run"); });
    timer.start(0us);
    loop.stop();

    loop.run();

    CHECK(timer.is_running());
}

TEST_CASE("the time is the same for all callbacks of a turn and never goes back")
{
    Loop loop;
    std::vector<Clock::time_point> times;
    const auto first_pair = make_pair();
    const auto second_pair = make_pair();
    write_one(first_pair.far);
    write_one(second_pair.far);
    const auto note = [&](FdWatch& watch) {
        times.push_back(loop.now());
        const auto begin = Clock::now();
        while (Clock::now() == begin) {
        }
        watch.set(Interest::none);
    };
    std::optional<FdWatch> first;
    std::optional<FdWatch> second;
    first.emplace(loop, first_pair.near.get(), [&](FdWatch::Ready) { note(*first); });
    second.emplace(loop, second_pair.near.get(), [&](FdWatch::Ready) { note(*second); });
    first->set(Interest::read);
    second->set(Interest::read);
    const auto before = loop.now();

    loop.run();

    REQUIRE(times.size() == 2);
    CHECK(times[0] == times[1]);
    CHECK(times[0] >= before);
    CHECK(loop.now() >= times[1]);
}

TEST_CASE("a signal calls back in the loop, and its previous action is restored afterwards")
{
    struct sigaction before {};
    struct sigaction after {};
    ::sigaction(SIGUSR1, nullptr, &before);
    {
        Loop loop;
        const Deadline deadline(loop);
        int calls = 0;
        SignalWatch watch(loop, SIGUSR1, [&] {
            ++calls;
            loop.stop();
        });
        REQUIRE(::raise(SIGUSR1) == 0);
        CHECK(calls == 0);

        loop.run();

        CHECK(calls == 1);
    }
    ::sigaction(SIGUSR1, nullptr, &after);
    CHECK((before.sa_handler == after.sa_handler));
}

TEST_CASE("an idle loop does not wake up")
{
    Loop loop;
    const auto pair = make_pair();
    FdWatch watch(loop, pair.near.get(), [&](FdWatch::Ready) {});
    watch.set(Interest::read);
    SignalWatch signal(loop, SIGUSR2, [] {});
    Timer end(loop, [&] { loop.stop(); });
    end.start(300ms);
    rusage before{};
    rusage after{};
    ::getrusage(RUSAGE_THREAD, &before);

    loop.run();

    ::getrusage(RUSAGE_THREAD, &after);
    CHECK(after.ru_nvcsw - before.ru_nvcsw <= 5); // the one wait for the timer, plus noise
}
