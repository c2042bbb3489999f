#include "server/session/lifetime.h"
#include "tests/support/cases.h"
#include "tests/support/stream.h"

#include <doctest/doctest.h>

#include <csignal>
#include <random>
#include <utility>
#include <vector>

using namespace cleat;
using namespace std::chrono_literals;
using cleat::test::cases;
using std::chrono::milliseconds;

namespace {

const Clock::time_point BIRTH = Clock::time_point() + 1'000h;

/// A session's lifetime, and its signals with their times since creation.
struct Life {
    struct Got {
        milliseconds when{};
        int signal = 0;
        bool operator==(const Got&) const = default;
    };

    explicit Life(LifetimePolicy policy) : lifetime(policy, BIRTH) {}

    /// Advances the time, and takes the signals that become due as a loop's timer would.
    void until(milliseconds then)
    {
        while (const auto next = lifetime.next()) {
            if (next->when > BIRTH + then) break;
            now = std::max(now, std::chrono::duration_cast<milliseconds>(next->when - BIRTH));
            if (const auto signal = lifetime.take_signal(BIRTH + now)) got.push_back({now, *signal});
        }
        now = then;
        CHECK_FALSE(lifetime.take_signal(BIRTH + now).has_value());
    }
    void occupied() { lifetime.occupied(BIRTH + now); }
    void deserted() { lifetime.deserted(BIRTH + now); }
    void used() { lifetime.used(BIRTH + now); }

    Lifetime lifetime;
    milliseconds now{0};
    std::vector<Got> got;
};

using Signals = std::vector<Life::Got>;

} // namespace

TEST_CASE("a session without policies is never ended")
{
    Life life({});

    CHECK_FALSE(life.lifetime.next().has_value());
    life.until(100'000h);

    CHECK(life.got.empty());
    CHECK(life.lifetime.cause() == EndCause::none);
}

TEST_CASE("R10: a session is ended with SIGHUP, then SIGTERM, then SIGKILL, each a grace period after the one before")
{
    Life life({.timeout = 10min});

    life.until(10min - 1ms);
    CHECK(life.got.empty());
    CHECK(life.lifetime.cause() == EndCause::none);
    life.until(10min);
    CHECK(life.got == Signals{{10min, SIGHUP}});
    CHECK(life.lifetime.cause() == EndCause::timeout);
    life.until(10min + 30s);
    CHECK(life.got == Signals{{10min, SIGHUP}, {10min + 30s, SIGTERM}});
    life.until(24h);
    CHECK(life.got == Signals{{10min, SIGHUP}, {10min + 30s, SIGTERM}, {11min, SIGKILL}});
    CHECK_FALSE(life.lifetime.next().has_value());
}

TEST_CASE("R10: a client cancels the idle deadline before the first signal, and nothing cancels the end after it")
{
    Life life({.idle_after = 1h, .grace = 10s});

    life.until(59min);
    life.occupied();
    life.until(10h);
    CHECK(life.got.empty());
    CHECK_FALSE(life.lifetime.next().has_value());
    life.deserted();
    life.until(10h + 59min);
    CHECK(life.got.empty());
    life.until(11h);
    CHECK(life.got == Signals{{11h, SIGHUP}});
    CHECK(life.lifetime.cause() == EndCause::idle);

    life.occupied(); // a client that attached anyway
    life.until(12h);

    CHECK(life.got == Signals{{11h, SIGHUP}, {11h + 10s, SIGTERM}, {11h + 20s, SIGKILL}});
}

TEST_CASE("a session without any client is idle from its creation")
{
    Life life({.idle_after = 1h});

    life.until(1h);

    CHECK(life.got == Signals{{1h, SIGHUP}});
}

TEST_CASE("input and requests without attaching restart the idle time")
{
    Life life({.idle_after = 1h});

    life.until(30min);
    life.used();
    life.until(1h + 29min);
    CHECK(life.got.empty());
    life.until(1h + 30min);
    CHECK(life.got == Signals{{1h + 30min, SIGHUP}});
}

TEST_CASE("the last client's leaving counts once, and repeating it does not restart the idle time")
{
    Lifetime lifetime({.idle_after = milliseconds(100)}, BIRTH);
    CHECK(lifetime.is_deserted());

    lifetime.deserted(BIRTH + milliseconds(60));

    CHECK(lifetime.take_signal(BIRTH + milliseconds(100)) == SIGHUP);
}

TEST_CASE("clients do not prevent a timeout or the maximum age")
{
    for (const auto& [policy, cause] : {std::pair{LifetimePolicy{.timeout = 1min}, EndCause::timeout},
                                        std::pair{LifetimePolicy{.max_age = 1min}, EndCause::max_age}}) {
        Life life(policy);
        life.occupied();
        life.used();

        life.until(1min);

        CHECK(life.got == Signals{{1min, SIGHUP}});
        CHECK(life.lifetime.cause() == cause);
    }
}

TEST_CASE("of several deadlines the first one counts")
{
    Life life({.timeout = 3h, .max_age = 2h, .idle_after = 1h});
    CHECK(life.lifetime.next() == Lifetime::Deadline{BIRTH + 1h, EndCause::idle});
    life.occupied();
    CHECK(life.lifetime.next() == Lifetime::Deadline{BIRTH + 2h, EndCause::max_age});
    life.deserted();

    life.until(1h + 1ms);

    CHECK(life.lifetime.cause() == EndCause::idle);
}

TEST_CASE("after the program's end no signal is due, and the cause stays")
{
    Life unended({.timeout = 1min});
    unended.lifetime.ended();
    unended.until(1h);
    CHECK(unended.got.empty());
    CHECK(unended.lifetime.cause() == EndCause::none);

    Life hung_up({.timeout = 1min});
    hung_up.until(1min);
    hung_up.lifetime.ended();
    hung_up.until(1h);
    CHECK(hung_up.got.size() == 1);
    CHECK(hung_up.lifetime.cause() == EndCause::timeout);
}

TEST_CASE("a late caller gets one signal, and the next after another grace period")
{
    Lifetime lifetime({.timeout = 1min, .grace = 10s}, BIRTH);

    CHECK(lifetime.take_signal(BIRTH + 1h) == SIGHUP);
    CHECK_FALSE(lifetime.take_signal(BIRTH + 1h).has_value());
    CHECK(lifetime.next()->when == BIRTH + 1h + 10s);
    CHECK(lifetime.take_signal(BIRTH + 2h) == SIGTERM);
    CHECK(lifetime.take_signal(BIRTH + 3h) == SIGKILL);
    CHECK_FALSE(lifetime.take_signal(BIRTH + 4h).has_value());
}

TEST_CASE(
    "in any sequence of events signals are in order, a grace period apart, for one cause, and never after the end")
{
    std::mt19937_64 random(7);
    const auto below = [&random](std::uint64_t most) { return random() % most; };
    const auto some = [&below](int most) -> std::optional<milliseconds> {
        if (below(2) == 0) return std::nullopt;
        return milliseconds(below(static_cast<std::uint64_t>(most)));
    };
    for ([[maybe_unused]] const int run : cases(20'000)) {
        const LifetimePolicy policy{some(2'000), some(2'000), some(500), milliseconds(below(300))};
        Lifetime lifetime(policy, BIRTH);
        Clock::time_point now = BIRTH;
        Clock::time_point last = BIRTH;
        Clock::time_point deserted = BIRTH;
        bool is_there = false; // until a client attaches
        bool is_over = false;
        std::vector<int> signals;
        EndCause cause = EndCause::none;
        for (int step = 0; step < 60; ++step) {
            now += milliseconds(below(120));
            switch (below(6)) {
            case 0: lifetime.occupied(now), is_there = true; break;
            case 1:
                lifetime.deserted(now);
                if (std::exchange(is_there, false)) deserted = now;
                break;
            case 2:
                lifetime.used(now);
                if (!is_there) deserted = now;
                break;
            case 3:
                if (below(20) == 0) lifetime.ended(), is_over = true;
                break;
            default: break;
            }
            const auto next = lifetime.next();
            const auto signal = lifetime.take_signal(now);
            REQUIRE(signal.has_value() == (next && next->when <= now));
            if (!signal) continue;
            REQUIRE_FALSE(is_over);
            if (signals.empty()) {
                const bool is_timeout = policy.timeout && now >= BIRTH + *policy.timeout;
                const bool is_old = policy.max_age && now >= BIRTH + *policy.max_age;
                const bool is_idle = policy.idle_after && !is_there && now >= deserted + *policy.idle_after;
                cause = lifetime.cause();
                REQUIRE(((cause == EndCause::timeout && is_timeout) || (cause == EndCause::max_age && is_old) ||
                         (cause == EndCause::idle && is_idle)));
            } else {
                REQUIRE(now >= last + policy.grace);
            }
            REQUIRE(lifetime.cause() == cause);
            signals.push_back(*signal);
            last = now;
        }
        const std::vector<int> order{SIGHUP, SIGTERM, SIGKILL};
        REQUIRE(signals.size() <= order.size());
        REQUIRE(std::equal(signals.begin(), signals.end(), order.begin()));
    }
}

TEST_CASE("the reason why a session is ended is a sentence")
{
    const LifetimePolicy policy{10min, 2h, 90s};
    CHECK(describe(EndCause::timeout, policy) == "its timeout of 10m has expired");
    CHECK(describe(EndCause::max_age, policy) == "it has reached its maximum age of 2h");
    CHECK(describe(EndCause::idle, policy) == "no client was attached for 1m30s");
    CHECK(describe(EndCause::none, policy).empty());
}
