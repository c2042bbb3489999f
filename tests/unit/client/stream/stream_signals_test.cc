#include "client/stream/stream_signals.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <vector>

using namespace cleat;
using Target = SignalRule::Target;

TEST_CASE("signals are for the program, except SIGHUP, the third SIGINT and all signals after that")
{
    SignalRule rule(Target::program);
    CHECK(rule.target_of(SIGTERM) == Target::program);
    CHECK(rule.target_of(SIGHUP) == Target::client);
    CHECK(rule.target_of(SIGINT) == Target::program);
    CHECK(rule.target_of(SIGINT) == Target::program);
    CHECK(rule.target_of(SIGUSR1) == Target::program);
    CHECK(rule.target_of(SIGINT) == Target::client);
    CHECK(rule.target_of(SIGTERM) == Target::client);
}

TEST_CASE("all signals are for a client that forwards none")
{
    SignalRule rule(Target::client);
    for (const int signal : {SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2})
        CHECK(rule.target_of(signal) == Target::client);
}

TEST_CASE("signals are handled one at a time, and stay pending while the interest is none")
{
    Loop loop;
    std::vector<int> taken;
    StreamSignals* all = nullptr;
    StreamSignals signals(loop, SignalRule(Target::program), [&](int signal, Target target) {
        CHECK(target == Target::program);
        taken.push_back(signal);
        all->set(Interest::none);
    });
    all = &signals;
    ::raise(SIGUSR1);
    ::raise(SIGUSR2);

    signals.set(Interest::read);
    loop.turn();
    CHECK(taken.size() == 1);
    signals.set(Interest::read);
    loop.turn();

    std::sort(taken.begin(), taken.end());
    CHECK(taken == std::vector<int>{SIGUSR1, SIGUSR2});
}
