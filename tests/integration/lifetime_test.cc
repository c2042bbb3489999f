// Sessions that are ended by their policies, and what is left of those that have ended.
#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace cleat::test;

namespace {

/// What a shell says of itself, then goes on for good, deaf to what would end it.
const std::string STUBBORN = "trap '' HUP TERM; set -m; sh -c 'trap \"\" HUP TERM; while :; do sleep 0.05; done' & "
                             "echo \"pids $$ $!\"; while :; do sleep 0.05; done";

/// The numbers that a session's screen tells after "pids".
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

TEST_CASE("R10: a program that ignores SIGHUP and SIGTERM is gone after SIGKILL, with every group of its session")
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

TEST_CASE("R10: programs are told by SIGHUP, then by SIGTERM, and may end as they like")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--max-age", "2s", "--grace", "200ms", "--", "sh", "-c",
               "trap 'echo hung up' HUP; trap 'echo terminated; exit 5' TERM; while :; do sleep 0.01; done"});

    CHECK(server.cleat({"wait", "work", "--exit", "--timeout", "60s"}).status == 5); // only a timeout is 124

    const std::string screen = server.screen("work"); // with what the shell says of the end of its children
    CHECK(screen.find("hung up\n") < screen.find("terminated\n"));
    CHECK(screen.find("terminated\n") != std::string::npos);
    CHECK(server.info("work")["ended_by"] == "max_age");
}

TEST_CASE("R10: a client keeps an idle session, and is refused once it is being ended")
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

TEST_CASE("who only sends lets idleness begin anew")
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

TEST_CASE("who is attached is told why the session ended, and has status 124 for a timeout")
{
    const Server server;
    OuterTerminal terminal = server.terminal({"new", "-n", "work", "--timeout", "3s", "--", "cat"});

    CHECK(terminal.finish() == 124);
    CHECK(terminal.text().find("[work was killed: Hangup: its time was up]") != std::string::npos);
}

TEST_CASE("exec has status 124 where its timeout ended the program, and says so")
{
    const Server server;

    const Finished ended =
        server.cleat({"exec", "--timeout", "2s", "--no-stdin", "--", "sh", "-c", "echo begun; sleep 100"});

    CHECK(ended.status == 124);
    CHECK(ended.out == "begun\n");
    CHECK(ended.err == "cleat: the session was killed: Hangup: its time was up\n");
    CHECK(server.cleat({"exec", "--timeout", "1h", "--no-stdin", "--", "sh", "-c", "exit 7"}).status == 7);
}

TEST_CASE("R15: status and final screen stay for the linger time, and then there is no such session")
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

TEST_CASE("policies come from the configuration, and the command line can lift them")
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
