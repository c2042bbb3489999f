#include "tests/bench/output.h"
#include "tests/bench/parts.h"
#include "tests/bench/sample.h"
#include "tests/bench/verdict.h"
#include "tests/support/raw_client.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>

namespace cleat::bench {

namespace {

constexpr int STOPPED = 1'000; ///< sessions that end with their server
constexpr int STUBBORN = 100;  ///< sessions whose programs ignore all but SIGKILL
constexpr std::chrono::milliseconds BETWEEN{5};
constexpr std::chrono::seconds TYPING{5};

double seconds_since(Clock::time_point began)
{
    return std::chrono::duration<double>(Clock::now() - began).count();
}

/// How long a server with that many sessions takes to stop, in seconds.
double time_to_stop(int sessions)
{
    const test::Server server;
    for (int i = 0; i < sessions; ++i) server.ok({"new", "-d", "--", "cat"});
    const pid_t keeper = server.keeper();
    const pid_t worker = server.worker();
    const auto began = Clock::now();
    server.ok({"server", "stop"});
    if (!test::eventually([&] { return !test::is_alive(keeper) && !test::is_alive(worker); })) return 1e9;
    return seconds_since(began);
}

/// Types until `is_over`; returns the echo times in microseconds.
Sample type(PlainTerminal& terminal, const std::function<bool()>& is_over)
{
    Sample out;
    std::size_t next = 0;
    while (!is_over()) {
        const std::string_view key = std::string_view("#%&").substr(next++ % 3, 1);
        const auto began = Clock::now();
        terminal.type(key);
        terminal.until(key);
        out.add(std::chrono::duration<double, std::micro>(Clock::now() - began).count());
        terminal.settle(BETWEEN);
    }
    return out;
}

struct Echoes {
    Sample before;
    Sample meanwhile;
    double seconds = 0; ///< until all sessions had ended
};

Echoes end_stubborn(int sessions)
{
    const test::Server server;
    server.ok(
        {"new", "-d", "-n", "echo", "--", "sh", "-c", "stty raw -echo; printf '" + std::string(MARK) + "'; exec cat"});
    for (int i = 0; i < sessions; ++i)
        server.ok({"new", "-d", "-n", "stubborn" + std::to_string(i), "--linger", "0", "--", "sh", "-c",
                   "trap '' HUP TERM; exec sleep 1000"});
    PlainTerminal terminal({test::Server::program(), "attach", "echo"}, server.variables());
    terminal.until(MARK);
    terminal.settle(std::chrono::milliseconds(300));
    test::RawClient ending(server);
    (void)ending.ask(Hello());

    Echoes out;
    out.before = type(terminal, [until = Clock::now() + TYPING] { return Clock::now() >= until; });
    const auto began = Clock::now();
    for (int i = 0; i < sessions; ++i)
        ending.say(encode(Kill{.session = "stubborn" + std::to_string(i), .grace_ms = 2'000},
                          100U + static_cast<unsigned>(i)));
    out.meanwhile = type(terminal, [until = Clock::now() + TYPING] { return Clock::now() >= until; });
    while (nlohmann::json::parse(server.ok({"ls", "--json"})).size() > 1) terminal.settle(BETWEEN);
    out.seconds = seconds_since(began);
    return out;
}

} // namespace

void measure_ends(const Setting& setting)
{
    const int stopped = std::max(1, STOPPED / setting.divisor);
    std::printf("\nends of sessions\n");
    print_at_most("server stop with " + std::to_string(stopped) + " sessions, s", 2, time_to_stop(stopped));
    const Echoes echoes = end_stubborn(STUBBORN);
    std::printf("  %d stubborn sessions: echo p50 %.0f us, p99 %.0f us before; p50 %.0f us, p99 %.0f us while they end "
                "(%zu and %zu keys); all ended after %.1f s\n",
                STUBBORN, echoes.before.median(), echoes.before.percentile(99), echoes.meanwhile.median(),
                echoes.meanwhile.percentile(99), echoes.before.count(), echoes.meanwhile.count(), echoes.seconds);
    print_at_most("echo p99 in another session while they end, over before", 2,
                  echoes.meanwhile.percentile(99) / echoes.before.percentile(99));
}

} // namespace cleat::bench
