#include "tests/support/server.h"
#include "tests/support/usage.h"

#include <doctest/doctest.h>

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <map>
#include <thread>

using namespace cleat;
using namespace cleat::test;

namespace {

/// The number of voluntary context switches of the process: one per wake-up.
long wakeups_of(pid_t pid)
{
    return status_of(pid, "voluntary_ctxt_switches:");
}

std::size_t children_of(pid_t pid)
{
    std::ifstream file("/proc/" + std::to_string(pid) + "/task/" + std::to_string(pid) + "/children");
    std::size_t count = 0;
    for (long child = 0; file >> child;) ++count;
    return count;
}

} // namespace

TEST_CASE("a program that sends queries endlessly and never reads the replies costs no memory")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c",
               "echo ready; read x; stty raw -echo; yes \"$(printf '\\033[c\\033[c\\033[c\\033[c')\""});
    server.ok({"wait", "work", "--text", "ready", "--timeout", "60s"});
    const long before = server.worker_memory();
    server.enter("work", "");

    // The rate does not matter, only progress.
    for (long written = 0; written <= 30'000'000;) {
        const long known = written;
        REQUIRE(eventually([&] {
            written = server.snapshot("work")["offset"].get<long>();
            return written > known;
        }));
    }

    CHECK(server.worker_memory() - before < most_growth());
}

TEST_CASE("an unread paste costs the server little and the client 64 MiB, and a signal ends it")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "stty raw -echo; echo ready; sleep 1000"});
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("ready"));
    const long client = memory_of(outer.program().pid());
    const long worker = server.worker_memory();

    // The terminal accepts input as fast as the client reads it.
    constexpr long MAX_KEPT = 64L << 10; // KiB
    const std::string piece(4'096, 'x');
    std::size_t taken = 0;
    const auto offer = [&] {
        const std::size_t count = outer.offer(piece);
        taken += count;
        return count > 0;
    };
    while (taken < 64U << 20) {
        const std::size_t more = taken + (1U << 20);
        REQUIRE(outer.until([&] {
            for (int i = 0; i < 2'000 && taken < more; ++i) (void)offer();
            return taken >= std::min<std::size_t>(more, 64U << 20);
        }));
    }
    // Stop when nothing was accepted for a second; a slow client can only make `taken` too small.
    auto last = std::chrono::steady_clock::now();
    REQUIRE(outer.until([&] {
        if (offer()) last = std::chrono::steady_clock::now();
        return taken > 100'000'000 || std::chrono::steady_clock::now() - last > std::chrono::seconds(1);
    }));

    CHECK(taken < 66U << 20);
    CHECK(memory_of(outer.program().pid()) - client < 2 * MAX_KEPT + most_growth());
    CHECK(server.worker_memory() - worker < most_growth());
    // The client no longer reads its terminal, so an escape key would have to wait; a signal does not.
    outer.program().signal(SIGTERM);
    CHECK(outer.finish() == 128 + SIGTERM);
    CHECK(eventually([&] { return server.info("work")["clients"] == 0; }));
}

TEST_CASE("ended sessions and clients leave no descriptor and no process behind")
{
    const Server server;
    server.start();
    const pid_t keeper = server.keeper();
    const pid_t worker = server.worker();
    const auto cycle = [&] {
        server.ok({"new", "-d", "-n", "work", "--linger", "0", "--", "sh", "-c", "echo ready; read x"});
        server.ok({"wait", "work", "--text", "ready", "--timeout", "60s"});
        OuterTerminal outer = server.terminal({"attach", "work"});
        REQUIRE(outer.until_text("ready"));
        outer.type("\r");
        CHECK(outer.finish() == 0);
        CHECK(server.cleat({"new", "-d", "-n", "none", "--", "no-such-program"}).status == 127);
        REQUIRE(eventually([&] { return server.info("work").is_null(); }));
    };
    cycle();
    const Descriptors before = server.descriptors();

    for (int i = 0; i < 25; ++i) cycle();

    CHECK(eventually([&] { return server.descriptors() == before; }));
    CHECK(children_of(keeper) == 1); // the worker
    CHECK(children_of(worker) == 0);
}

TEST_CASE("a client killed during output leaves nothing behind")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "echo ready; while :; do echo flood flood flood; done"});
    server.ok({"wait", "work", "--text", "ready|flood", "--timeout", "60s"});
    const Descriptors before = server.descriptors();

    for (int i = 0; i < 10; ++i) {
        OuterTerminal outer = server.terminal({"attach", "work"});
        REQUIRE(outer.until_text("flood"));
        outer.program().signal(SIGKILL);
        CHECK(outer.finish() == 137);
    }

    CHECK(eventually([&] { return server.descriptors() == before; }));
    CHECK(eventually([&] { return server.info("work")["clients"] == 0; }));
}

TEST_CASE("a program has three descriptors and inherits none of the server's")
{
    const Server server;
    server.ok({"new", "-d", "-n", "other"});
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "ls /proc/self/fd | wc -l; sleep 1000"});

    server.ok({"wait", "work", "--text", "^4$", "--timeout", "60s"}); // 0, 1, 2, and ls's own for the directory
}

TEST_CASE("a stopped client delays no other client and shows the latest screen when it continues")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "echo ready; read x; seq 1 300000; echo done; read x"});
    OuterTerminal stopped = server.terminal({"attach", "work"});
    OuterTerminal other = server.terminal({"attach", "work"});
    REQUIRE(stopped.until_text("ready"));
    REQUIRE(other.until_text("ready"));
    stopped.program().signal(SIGSTOP);

    other.type("\r");
    REQUIRE(other.until_text("done"));
    stopped.program().signal(SIGCONT);

    CHECK(stopped.until_text("300000\ndone"));
}

TEST_CASE("an idle server with idle clients and sessions is not woken")
{
    const Server server;
    for (const std::string name : {"one", "two", "three"})
        server.ok({"new", "-d", "-n", name, "--", "sh", "-c", "echo ready; read x"});
    OuterTerminal first = server.terminal({"attach", "one"});
    OuterTerminal second = server.terminal({"attach", "two"});
    OuterTerminal third = server.terminal({"attach", "-r", "two"});
    for (OuterTerminal* outer : {&first, &second, &third}) REQUIRE(outer->until_text("ready"));
    const pid_t keeper = server.keeper();
    const pid_t worker = server.worker();
    const std::vector<pid_t> all{keeper, worker, first.program().pid(), second.program().pid(), third.program().pid()};

    // Idle means no wake-up of any process for four seconds; a wake-up restarts the period.
    std::map<pid_t, long> before;
    auto since = std::chrono::steady_clock::now();
    const auto is_idle = [&] {
        std::map<pid_t, long> now;
        for (const pid_t pid : all) now[pid] = wakeups_of(pid);
        if (now != before) {
            before = now;
            since = std::chrono::steady_clock::now();
        }
        return std::chrono::steady_clock::now() - since > std::chrono::seconds(4);
    };

    CHECK(eventually(is_idle));
}
