// How programs are started: as which user, and with what limits.
#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>

using namespace cleat::test;

namespace {

/// The session's first row.
std::string first_line(const Server& server, const std::string& session)
{
    server.ok({"wait", session, "--text", "^done$", "--timeout", "60s"});
    const std::string screen = server.screen(session);
    return screen.substr(0, screen.find('\n'));
}

} // namespace

TEST_CASE("a program gets the configured limits, and those on the command line take precedence")
{
    const Server server;
    const auto directory = server.directory() / "config" / "cleat";
    std::filesystem::create_directories(directory);
    std::ofstream(directory / "config.toml") << "[session]\nrlimits = ['nofile=100:200', 'core=0']\n";

    server.ok({"new", "-d", "-n", "work", "--rlimit", "nofile=64:128", "--rlimit", "fsize=1K", "--", "sh", "-c",
               "echo $(ulimit -Sn; ulimit -Hn; ulimit -c; ulimit -f); echo done; exec cat"});

    CHECK(first_line(server, "work") == "64 128 0 2"); // fsize in blocks of 512 bytes
}

TEST_CASE("invalid or forbidden limits create no session")
{
    const Server server;
    const auto asked_for = [&server](const char* limit) {
        return server.cleat({"new", "-d", "-n", "work", "--rlimit", limit, "--", "true"});
    };

    CHECK(asked_for("files=1").status == 120);
    CHECK(asked_for("nofile=2:1").status == 120);
    const Finished refused = asked_for("nofile=unlimited");
    CHECK(refused.status == 123);
    CHECK(refused.err == "cleat: cannot set the program's limits: Operation not permitted\n");
    CHECK(server.info("work").is_null());
}

TEST_CASE("only a server of root can run a program as another user")
{
    const Server server;
    const std::vector<std::string> asked{
        "new", "-d", "-n", "other", "-u", "nobody",
        "-C",  "/",  "--", "sh",    "-c", "echo $(id -un) $USER $LOGNAME \"[$HISTFILE]\" $PWD; echo done; exec cat"};
    if (::geteuid() != 0) {
        const Finished refused = server.cleat(asked);
        CHECK(refused.status == 121);
        CHECK(refused.err == "cleat: only a server that runs as root can start programs as another user\n");
        return;
    }

    server.ok(asked);

    CHECK(first_line(server, "other") == "nobody nobody nobody [] /");
    server.ok({"kill", "other"});
}

TEST_CASE("an unknown user, or a directory that the user cannot enter, creates no session")
{
    const Server server;
    const Finished unknown = server.cleat({"new", "-d", "-u", "no-such-user", "--", "true"});
    CHECK(unknown.status == 119);
    CHECK(unknown.err == "cleat: no user \"no-such-user\"\n");
    if (::geteuid() != 0) return;

    std::filesystem::create_directory(server.directory() / "closed");
    std::filesystem::permissions(server.directory() / "closed", std::filesystem::perms::owner_all);
    const auto closed = (server.directory() / "closed").string();
    const Finished refused = server.cleat({"new", "-d", "-u", "nobody", "-C", closed, "--", "true"});
    CHECK(refused.status == 123);
    CHECK(refused.err == "cleat: cannot start in directory \"" + closed + "\": Permission denied\n");
}

TEST_CASE("programs are killed before the server when memory runs out")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "cat /proc/self/oom_score_adj; echo done; exec cat"});
    const auto score_of = [](pid_t pid) {
        int score = 0;
        std::ifstream("/proc/" + std::to_string(pid) + "/oom_score_adj") >> score;
        return score;
    };

    const int programs = std::stoi(first_line(server, "work"));

    CHECK(programs == std::min(score_of(server.keeper()) + 100, 1'000));
    CHECK(score_of(server.worker()) == score_of(server.keeper()));
}
