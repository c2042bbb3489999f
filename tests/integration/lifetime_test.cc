// Sessions ended by their lifetime policies, and what remains of ended ones.
#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace cleat::test;

namespace {

/// A script that prints the ids of its two processes, which ignore SIGHUP and SIGTERM and run forever.
const std::string STUBBORN = "trap '' HUP TERM; set -m; sh -c 'trap \"\" HUP TERM; while :; do sleep 0.05; done' & "
                             "echo \"pids $$ $!\"; while :; do sleep 0.05; done";

/// The numbers after "pids" on a session's screen.
std::vector<pid_t> pids_of(const Server& server, const std::string& session)
{
    std::istringstream line(server.ok({"wait", session, "--text", "^pids ", "--timeout", "60s"}));
    std::string word;
    line >> word;
    std::vector<pid_t> out;
    for (pid_t pid = 0; line >> pid;) out.push_back(pid);
    return out;
}

} // namespace

TEST_CASE("R10: SIGKILL ends a program that ignores SIGHUP and SIGTERM, with every group of its session")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--timeout", "3s", "--grace", "100ms", "--", "sh", "-c", STUBBORN});
    const auto pids = pids_of(server, "work");
    REQUIRE(pids.size() == 2);

    const Finished ended = server.cleat({"wait", "work", "--exit", "--timeout", "60s"});

    CHECK(ended.status == 124);
    for (const pid_t pid : pids) CHECK(eventually([pid] { return !is_alive(pid); }));
    const auto info = server.info("work");
    CHECK(info["signal"] == SIGKILL);
    CHECK(info["ended_by"] == "timeout");
}

TEST_CASE("R10: programs get SIGHUP, then SIGTERM, and can exit with any status")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--max-age", "2s", "--grace", "200ms", "--", "sh", "-c",
               "trap 'echo hung up' HUP; trap 'echo terminated; exit 5' TERM; while :; do sleep 0.01; done"});

    CHECK(server.cleat({"wait", "work", "--exit", "--timeout", "60s"}).status == 5); // only a timeout is 124

    const std::string screen = server.screen("work"); // includes the shell's reports of killed children
    CHECK(screen.find("hung up\n") < screen.find("terminated\n"));
    CHECK(screen.find("terminated\n") != std::string::npos);
    CHECK(server.info("work")["ended_by"] == "max_age");
}

TEST_CASE("R10: an attached client keeps an idle session, and attaching to an ending one is refused")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--idle-after", "3s", "--grace", "10m", "--", "sh", "-c",
               "trap 'echo hung up' HUP; while :; do sleep 0.01; done"});
    {
        OuterTerminal attached = server.terminal({"attach", "work"});
        CHECK(attached.until([&] { return server.info("work")["clients"] == 1; }));
        CHECK(server.info("work")["ends"].is_null());
        server.ok({"detach", "work"});
        CHECK(attached.finish() == 0);
    }
    CHECK(server.info("work")["ends_by"] == "idle");

    server.ok({"wait", "work", "--text", "^hung up$", "--timeout", "60s"});

    OuterTerminal refused = server.terminal({"attach", "work"});
    CHECK(refused.finish() == 121);
    const auto observed = server.terminal({"attach", "-r", "work"}).finish();
    CHECK(observed == 121);
    server.ok({"kill", "work"});
}

TEST_CASE("sending input restarts the idle time")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--idle-after", "1h", "--", "cat"});
    const auto before = server.info("work")["ends"].get<std::int64_t>();
    server.ok({"new", "-d", "-n", "clock", "--", "sleep", "1.1"});
    server.ok({"wait", "clock", "--exit", "--timeout", "60s"});
    CHECK(server.info("work")["ends"] == before);

    server.enter("work", "hello");

    CHECK(server.info("work")["ends"].get<std::int64_t>() > before);
}

TEST_CASE("an attached client prints why the session ended and exits with 124 for a timeout")
{
    const Server server;
    OuterTerminal terminal = server.terminal({"new", "-n", "work", "--timeout", "3s", "--", "cat"});

    CHECK(terminal.finish() == 124);
    CHECK(terminal.text().find("[work was killed: Hangup: timeout reached]") != std::string::npos);
}

TEST_CASE("exec exits with 124 if its timeout ended the program, and says so")
{
    const Server server;

    const Finished ended =
        server.cleat({"exec", "--timeout", "2s", "--no-stdin", "--", "sh", "-c", "echo begun; sleep 100"});

    CHECK(ended.status == 124);
    CHECK(ended.out == "begun\n");
    CHECK(ended.err == "cleat: the session was killed: Hangup: timeout reached\n");
    CHECK(server.cleat({"exec", "--timeout", "1h", "--no-stdin", "--", "sh", "-c", "exit 7"}).status == 7);
}

TEST_CASE("R15: status and final screen are kept for the linger time, then the session is removed")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--linger", "2s", "--", "sh", "-c", "echo the last; exit 7"});
    CHECK(server.cleat({"wait", "work", "--exit", "--timeout", "60s"}).status == 7);
    CHECK(server.screen("work").starts_with("the last\n"));
    const auto info = server.info("work");
    CHECK(info["exit_status"] == 7);
    CHECK(info["ends_by"] == "linger");
    CHECK(info["ended_by"].is_null());

    CHECK(eventually([&] { return server.cleat({"snapshot", "work"}).status == 119; }));
}

TEST_CASE("lifetime policies come from the configuration, and the command line can disable them")
{
    const Server server;
    const auto directory = server.directory() / "config" / "cleat";
    std::filesystem::create_directories(directory);
    std::ofstream(directory / "config.toml") << "[session]\nmax-age = '2h'\nidle-after = '30m'\n";

    server.ok({"new", "-d", "-n", "one", "--", "cat"});
    server.ok({"new", "-d", "-n", "two", "--idle-after", "none", "--", "cat"});
    server.ok({"new", "-d", "-n", "three", "--idle-after", "none", "--max-age", "none", "--", "cat"});

    CHECK(server.info("one")["ends_by"] == "idle");
    CHECK(server.info("two")["ends_by"] == "max_age");
    CHECK(server.info("three")["ends_by"].is_null());
    CHECK(server.ok({"ls"}).find("m idle ") != std::string::npos);
    CHECK(server.cleat({"new", "-d", "--timeout", "0", "--", "cat"}).status == 120);
    CHECK(server.cleat({"new", "-d", "--timeout", "soon", "--", "cat"}).status == 120);
}
