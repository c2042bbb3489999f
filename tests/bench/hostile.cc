#include "tests/bench/attackers.h"
#include "tests/bench/memory.h"
#include "tests/bench/output.h"
#include "tests/bench/parts.h"
#include "tests/bench/sample.h"
#include "tests/bench/verdict.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <optional>

namespace cleat::bench {

namespace {

constexpr std::chrono::seconds WARM_UP{2};
constexpr std::chrono::seconds ATTACKED_FOR{10};
/// The pause between keys.
constexpr std::chrono::milliseconds REST{10};
constexpr std::size_t KEYS_PER_LIST = 25;
constexpr std::string_view TYPED = "#%&";
constexpr double KIB_IN_MIB = 1'024;

/// The owner's measurements over a period.
struct Seen {
    Sample echo;       ///< microseconds
    Sample list;       ///< milliseconds that `cleat ls` took
    double memory = 0; ///< peak private memory of the worker, KiB
};

template <class F>
double milliseconds_of(F&& f)
{
    const auto began = Clock::now();
    f();
    return std::chrono::duration<double, std::milli>(Clock::now() - began).count();
}

/// The owner types, and lists its sessions from time to time.
Seen use(const InCleat& cleat, PlainTerminal& terminal, std::chrono::milliseconds time)
{
    const pid_t worker = cleat.servers().front().second;
    Seen out;
    const auto end = Clock::now() + time;
    for (std::size_t i = 0; Clock::now() < end; ++i) {
        const std::string_view key = TYPED.substr(i % TYPED.size(), 1);
        out.echo.add(1e3 * milliseconds_of([&] {
                         terminal.type(key);
                         terminal.until(key);
                     }));
        terminal.settle(REST);
        if (i % KEYS_PER_LIST != 0) continue;
        out.list.add(milliseconds_of([&] { cleat.server().ok({"ls"}); }));
        out.memory = std::max(out.memory, private_memory(worker));
    }
    return out;
}

void print_row(const char* name, const Seen& seen)
{
    std::printf("%-24s %8zu %10.0f %10.0f %10.1f %10.1f %10.1f\n", name, seen.echo.count(), seen.echo.median(),
                seen.echo.percentile(99), seen.list.median(), seen.list.percentile(100), seen.memory / KIB_IN_MIB);
}

} // namespace

void measure_hostile(const Setting& setting)
{
    if (::geteuid() != 0) {
        std::printf("\nattacking guests: not measured, only root can run as other users\n");
        return;
    }
    const auto attacked_for = std::chrono::milliseconds(ATTACKED_FOR) / setting.divisor;
    InCleat cleat; // a new server, whose memory no other measurement has used
    cleat.server().let_others_in();
    cleat.open("work", "seq 1 20000; stty raw -echo; printf '" + std::string(MARK) + "'; exec cat");
    cleat.server().ok({"share", "work", "--everyone"});
    PlainTerminal terminal = cleat.attach("work");
    terminal.until(MARK);
    terminal.settle(std::chrono::milliseconds(300));
    (void)use(cleat, terminal, WARM_UP);
    const Attackers attackers(cleat.server().shared_socket(), "work");

    const Seen idle = use(cleat, terminal, attacked_for);
    attackers.begin();
    const Seen attacked = use(cleat, terminal, attacked_for);
    const Attackers::Sent sent = attackers.finish();

    std::printf("\nattacking guests: %d at a time, of %d users, which sent %.1f MB over %llu connections\n"
                "%-24s %8s %10s %10s %10s %10s %10s\n",
                Attackers::CONNECTIONS, Attackers::USERS, static_cast<double>(sent.bytes) / 1e6,
                static_cast<unsigned long long>(sent.connections), "", "keys", "p50 us", "p99 us", "ls p50 ms",
                "ls max ms", "MiB");
    print_row("idle", idle);
    print_row("under attack", attacked);
    print_at_most("the owner's echo p99, over that when idle", 2,
                  attacked.echo.percentile(99) / idle.echo.percentile(99));
    print_at_most("growth of the worker, MiB", 16, (attacked.memory - idle.memory) / KIB_IN_MIB);
    print_at_most("the slowest \"cleat ls\" of the owner, ms", 50, attacked.list.percentile(100));
    cleat.close("work");
}

} // namespace cleat::bench
