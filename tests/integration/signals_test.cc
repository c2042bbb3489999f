#include "tests/support/piped.h"
#include "tests/support/raw_client.h"
#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <csignal>

using namespace cleat;
using namespace cleat::test;

namespace {

/// The process ids that a session's program has printed, one a line; waits until there are `count`.
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

TEST_CASE("R8: a signal goes to the foreground process group of a terminal and to no other")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "bash", "--norc", "-i"});
    server.enter("work", "trap 'echo shell was signalled' USR1; sleep 1000 & echo pid $!");
    const pid_t background = pids_of(server, "work", 1).front();
    const std::string after = server.enter(
        "work", "sh -c 'trap \"echo front was signalled; exit\" USR1; echo in front; while :; do sleep 0.1; done'");
    server.await("work", "^in front", after);

    server.ok({"signal", "work", "USR1"});

    server.await("work", "^front was signalled", after);
    CHECK(server.screen("work").find("\nshell was signalled") == std::string::npos);
    CHECK_FALSE(is_gone(background));
}

TEST_CASE("R8: a signal goes to the process group of a program on pipes, and is an error after its exit")
{
    const Server server;
    server.ok({"exec", "-d", "-n", "work", "--", "sh", "-c",
               "trap 'echo signalled; exit 6' TERM; echo ready; while :; do sleep 0.1; done"});
    server.ok({"wait", "work", "--text", "ready", "--timeout", "60s"});

    server.ok({"signal", "work", "SIGTERM"});

    CHECK(server.cleat({"wait", "work", "--exit", "--timeout", "60s"}).status == 6);
    CHECK(server.ok({"tail", "work"}).find("signalled") != std::string::npos);
    const auto late = server.cleat({"signal", "work", "TERM"});
    CHECK(late.status == 123);
    CHECK(late.err == "cleat: session \"work\" has ended\n");
}

TEST_CASE("R8: an observer cannot send signals, and no client can send a signal that is not allowed")
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

TEST_CASE("signals to the client of a program on pipes are passed on to the program")
{
    const Server server;
    Piped program({Server::program(), "exec", "--", "sh", "-c",
                   "trap 'echo signalled; exit 8' INT; echo ready; while :; do sleep 0.1; done"},
                  server.variables());
    REQUIRE(program.line() == "ready");

    program.program().signal(SIGINT);

    CHECK(program.line() == "signalled");
    CHECK(program.program().wait() == 8);
}

TEST_CASE("a client that gets SIGHUP or a third SIGINT exits and leaves its program running")
{
    const Server server;
    Piped program({Server::program(), "exec", "-n", "work", "--", "sh", "-c",
                   "trap 'echo signalled' INT; echo ready; while :; do sleep 0.1; done"},
                  server.variables());
    REQUIRE(program.line() == "ready");

    SUBCASE("SIGHUP")
    {
        program.program().signal(SIGHUP);
        CHECK(program.program().wait() == 128 + SIGHUP);
    }
    SUBCASE("the third SIGINT")
    {
        for (int i = 0; i < 2; ++i) {
            program.program().signal(SIGINT);
            REQUIRE(program.line() == "signalled");
        }
        program.program().signal(SIGINT);
        CHECK(program.program().wait() == 128 + SIGINT);
    }
    CHECK(server.info("work")["state"] == "running");
}

TEST_CASE("R9: kill returns when every process group of the session has been reaped")
{
    const Server server;
    server.ok({"exec", "-d", "-n", "work", "--", "bash", "-c",
               "set -m; sleep 1000 & echo pid $!; (sleep 1000 & echo pid $!; wait) & echo pid $!; echo pid $$; wait"});
    const auto pids = pids_of(server, "work", 4);

    server.ok({"kill", "work"});

    for (const pid_t pid : pids) CHECK(is_gone(pid));
    CHECK(server.info("work")["state"] == "ended");
}

TEST_CASE("R9: processes in any group that ignore SIGHUP and SIGTERM are killed after both grace times")
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

TEST_CASE("a program that ignores SIGHUP gets the grace time to exit on SIGTERM")
{
    const Server server;
    server.ok({"exec", "-d", "-n", "work", "--", "sh", "-c",
               "trap '' HUP; trap 'echo put away; exit 3' TERM; echo ready; while :; do sleep 0.1; done"});
    server.ok({"wait", "work", "--text", "ready", "--timeout", "60s"});

    server.ok({"kill", "work", "--grace", "1s"});

    CHECK(server.info("work")["exit_status"] == 3);
    CHECK(server.ok({"tail", "work"}).find("put away") != std::string::npos);
}

TEST_CASE("processes that fork faster than they can be signalled are still ended")
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

TEST_CASE("kill does not end a daemon that has called setsid")
{
    const Server server;
    server.ok({"exec", "-d", "-n", "work", "--", "bash", "-c",
               "setsid sh -c 'echo pid $$; exec sleep 1000 >/dev/null 2>&1' & wait $!; sleep 1000"});
    const pid_t daemon = pids_of(server, "work", 1).front();

    server.ok({"kill", "work"});

    CHECK_FALSE(is_gone(daemon));
    ::kill(daemon, SIGKILL);
}
