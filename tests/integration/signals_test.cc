#include "tests/support/piped.h"
#include "tests/support/raw_client.h"
#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <csignal>

using namespace cleat;
using namespace cleat::test;

namespace {

/// The numbers that a session's program has printed, a line each, once there are so many.
std::vector<pid_t> pids_of(const Server& server, const std::string& session, std::size_t count)
{
    std::vector<pid_t> out;
    REQUIRE(eventually([&] {
        out.clear();
        const std::string text = server.ok({"tail", session, "--since", "0"});
        for (std::size_t at = text.find("pid "); at != std::string::npos; at = text.find("pid ", at + 1))
            if (text.find('\n', at) != std::string::npos && text[at + 4] >= '1' && text[at + 4] <= '9')
                out.push_back(std::stoi(text.substr(at + 4)));
        return out.size() >= count;
    }));
    return out;
}

bool is_gone(pid_t pid)
{
    return ::kill(pid, 0) < 0 && errno == ESRCH;
}

} // namespace

TEST_CASE("R8: a signal goes to what is in a terminal's foreground, and not to what is behind it")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "bash", "--norc", "-i"});
    server.enter("work", "trap 'echo shell was told' USR1; sleep 1000 & echo pid $!");
    const pid_t behind = pids_of(server, "work", 1).front();
    const std::string after = server.enter(
        "work", "sh -c 'trap \"echo front was told; exit\" USR1; echo in front; while :; do sleep 0.1; done'");
    server.await("work", "^in front", after);

    server.ok({"signal", "work", "USR1"});

    server.await("work", "^front was told", after);
    CHECK(server.screen("work").find("\nshell was told") == std::string::npos);
    CHECK_FALSE(is_gone(behind));
}

TEST_CASE("R8: a signal goes to the group of a program on pipes, and after its end is an error")
{
    const Server server;
    server.ok({"exec", "-d", "-n", "work", "--", "sh", "-c",
               "trap 'echo told; exit 6' TERM; echo ready; while :; do sleep 0.1; done"});
    server.ok({"wait", "work", "--text", "ready", "--timeout", "60s"});

    server.ok({"signal", "work", "SIGTERM"});

    CHECK(server.cleat({"wait", "work", "--exit", "--timeout", "60s"}).status == 6);
    CHECK(server.ok({"tail", "work"}).find("told") != std::string::npos);
    const auto late = server.cleat({"signal", "work", "TERM"});
    CHECK(late.status == 123);
    CHECK(late.err == "cleat: session \"work\" has ended\n");
}

TEST_CASE("R8: no observer sends a signal, and nobody one that is not for clients")
{
    const Server server;
    server.ok({"exec", "-d", "-n", "work", "--", "sleep", "1000"});

    CHECK(server.cleat({"signal", "work", "SEGV"}).status == 120);
    CHECK(server.cleat({"signal", "work", "NOSUCH"}).status == 120);
    RawClient client(server);
    Hello hello;
    hello.role = Role::observer;
    client.ask_for<Welcome>(hello);
    CHECK(client.ask_for<Failed>(Signal{"work", SIGTERM}).code == static_cast<int>(ErrorCode::refused));
    CHECK(client.ask_for<Failed>(CloseInput{"work"}).code == static_cast<int>(ErrorCode::refused));
    CHECK(client.ask_for<Failed>(Forget{"work"}).code == static_cast<int>(ErrorCode::refused));
    CHECK(server.info("work")["state"] == "running");
}

TEST_CASE("signals to the client of a program on pipes are the program's")
{
    const Server server;
    Piped program({Server::program(), "exec", "--", "sh", "-c",
                   "trap 'echo told; exit 8' INT; echo ready; while :; do sleep 0.1; done"},
                  server.variables());
    REQUIRE(program.line() == "ready");

    program.program().signal(SIGINT);

    CHECK(program.line() == "told");
    CHECK(program.program().wait() == 8);
}

TEST_CASE("a client that is hung up, or interrupted for the third time, leaves its program alone")
{
    const Server server;
    Piped program({Server::program(), "exec", "-n", "work", "--", "sh", "-c",
                   "trap 'echo told' INT; echo ready; while :; do sleep 0.1; done"},
                  server.variables());
    REQUIRE(program.line() == "ready");

    SUBCASE("hung up")
    {
        program.program().signal(SIGHUP);
        CHECK(program.program().wait() == 128 + SIGHUP);
    }
    SUBCASE("interrupted")
    {
        for (int i = 0; i < 2; ++i) {
            program.program().signal(SIGINT);
            REQUIRE(program.line() == "told");
        }
        program.program().signal(SIGINT);
        CHECK(program.program().wait() == 128 + SIGINT);
    }
    CHECK(server.info("work")["state"] == "running");
}

TEST_CASE("R9: kill ends every group of a session, and all are waited for when it answers")
{
    const Server server;
    server.ok({"exec", "-d", "-n", "work", "--", "bash", "-c",
               "set -m; sleep 1000 & echo pid $!; (sleep 1000 & echo pid $!; wait) & echo pid $!; echo pid $$; wait"});
    const auto pids = pids_of(server, "work", 4);

    server.ok({"kill", "work"});

    for (const pid_t pid : pids) CHECK(is_gone(pid));
    CHECK(server.info("work")["state"] == "ended");
}

TEST_CASE("R9: what ignores SIGHUP and SIGTERM, before or behind, is killed after both graces")
{
    const Server server;
    server.ok({"exec", "-d", "-n", "work", "--", "bash", "-c",
               "trap '' HUP TERM; set -m; (trap '' HUP TERM; while :; do sleep 0.1; done) & echo pid $!; echo pid $$; "
               "while :; do sleep 0.1; done"});
    const auto pids = pids_of(server, "work", 2);

    server.ok({"kill", "work", "--grace", "200ms"});

    for (const pid_t pid : pids) CHECK(is_gone(pid));
    CHECK(server.info("work")["signal"] == SIGKILL);
}

TEST_CASE("a program that heeds SIGTERM and not SIGHUP is given the time for it")
{
    const Server server;
    server.ok({"exec", "-d", "-n", "work", "--", "sh", "-c",
               "trap '' HUP; trap 'echo put away; exit 3' TERM; echo ready; while :; do sleep 0.1; done"});
    server.ok({"wait", "work", "--text", "ready", "--timeout", "60s"});

    server.ok({"kill", "work", "--grace", "1s"});

    CHECK(server.info("work")["exit_status"] == 3);
    CHECK(server.ok({"tail", "work"}).find("put away") != std::string::npos);
}

TEST_CASE("what forks faster than it can be told is ended all the same")
{
    const Server server;
    server.ok({"exec", "-d", "-n", "work", "--rlimit", "nproc=4000", "--", "bash", "-c",
               "trap '' HUP TERM; echo ready; for i in 1 2 3 4; do (trap '' HUP TERM; while :; do (sleep 0.05 &) ; "
               "done) & done; wait"});
    server.ok({"wait", "work", "--text", "ready", "--timeout", "60s"});
    const pid_t leader = server.info("work")["pid"].get<pid_t>();

    server.ok({"kill", "work", "--grace", "50ms"});

    CHECK(is_gone(leader));
    CHECK(run({"ps", "-o", "pid=", "--sid", std::to_string(leader)}).out.empty());
}

TEST_CASE("a daemon that has begun a session of its own is not of the one that is ended")
{
    const Server server;
    server.ok({"exec", "-d", "-n", "work", "--", "bash", "-c",
               "setsid sh -c 'echo pid $$; exec sleep 1000 >/dev/null 2>&1' & wait $!; sleep 1000"});
    const pid_t daemon = pids_of(server, "work", 1).front();

    server.ok({"kill", "work"});

    CHECK_FALSE(is_gone(daemon));
    ::kill(daemon, SIGKILL);
}
