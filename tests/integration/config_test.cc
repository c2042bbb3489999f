// How the programs read the configuration file.
#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace cleat::test;

namespace {

/// Writes a server's configuration file and returns its path.
std::string configure(const Server& server, const std::string& text)
{
    const auto file = server.directory() / "config" / "cleat" / "config.toml";
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
    return file.string();
}

} // namespace

TEST_CASE("a session is created as configured, and command-line options take precedence")
{
    const Server server;
    configure(server, "[session]\nsize-policy = 'largest'\nterm = 'xterm'\nenvironment = ['OWN_*']\n");

    server.ok({"new", "-d", "-n", "as-configured", "--", "sh", "-c", "echo $TERM,$LANG; exec cat"});
    server.ok({"new", "-d", "-n", "as-requested", "--size-policy", "smallest", "-e", "TERM=vt100", "--", "sh", "-c",
               "echo $TERM,$LANG; exec cat"});

    CHECK(server.info("as-configured")["size_policy"] == "largest");
    CHECK(server.info("as-requested")["size_policy"] == "smallest");
    server.ok({"wait", "as-configured", "--text", "^xterm,C.UTF-8$", "--timeout", "60s"});
    server.ok({"wait", "as-requested", "--text", "^vt100,C.UTF-8$", "--timeout", "60s"});
}

TEST_CASE("an error in the configuration is reported with its position, and nothing is done")
{
    const Server server;
    const auto file = configure(server, "[session]\nlingre = 3\n\n[client]\nescape = 'x'\n");

    const Finished checked = server.cleat({"config", "check"});
    CHECK(checked.status == 120);
    CHECK(checked.err == file + ":2:1: unknown setting \"lingre\" in [session]; did you mean \"linger\"?\n" + file +
                             ":5:10: client.escape: escape key \"x\" is not Control with a character "
                             "that has a control code\n");
    CHECK(server.cleat({"config", "show"}).status == 120);

    const Finished made = server.cleat({"new", "-d", "-n", "work", "--", "cat"});
    CHECK(made.status == 120);
    CHECK(made.err.starts_with("cleat: " + file + ":2:1: "));
    const Finished started = server.cleat({"server", "start"});
    CHECK(started.status != 0);
    CHECK(started.err.find(file + ":2:1: unknown setting") != std::string::npos);
}

TEST_CASE("a configuration file is read only if the user or root owns it and no other user can write to it")
{
    const Server server;
    const auto file = configure(server, "[session]\nsize-policy = 'largest'\n");
    const auto kept = server.directory() / "dotfiles.toml";
    std::filesystem::rename(file, kept);
    std::filesystem::create_symlink(kept, file);
    CHECK(server.ok({"config", "check"}) == file + ": no errors\n");

    REQUIRE(::chmod(kept.c_str(), 0666) == 0);
    const Finished open = server.cleat({"config", "check"});
    CHECK(open.status == 121);
    CHECK(open.err.starts_with("cleat: others can write to the configuration file \"" + file + "\" of user "));

    if (::geteuid() != 0) {
        MESSAGE("not tested without root: files of other users");
        return;
    }
    REQUIRE(::chmod(kept.c_str(), 0644) == 0);
    REQUIRE(::chown(kept.c_str(), 61001, 61001) == 0);
    const std::string theirs = "cleat: the configuration file \"" + file + "\" belongs to user 61001\n";
    CHECK(server.cleat({"config", "check"}).err == theirs);
    const Finished made = server.cleat({"new", "-d", "--", "cat"});
    CHECK(made.status == 121);
    CHECK(made.err == theirs);

    std::filesystem::remove(kept);
    REQUIRE(::mkfifo(kept.c_str(), 0644) == 0);
    REQUIRE(::chown(kept.c_str(), 61001, 61001) == 0);
    CHECK(server.cleat({"config", "check"}).err == theirs);
}

TEST_CASE("a file named by --config must exist, and a server started with it reads it too")
{
    const Server server;
    const auto missing = (server.directory() / "missing.toml").string();
    CHECK(server.cleat({"--config", missing, "config", "show"}).status == 120);
    CHECK(server.cleat({"--config", server.directory().string(), "config", "show"}).status == 123);

    const auto other = (server.directory() / "other.toml").string();
    std::ofstream(other) << "[server]\nstop-grace = 'never'\n";
    CHECK(server.cleat({"--config", other, "server", "start"}).err.find(other + ":2:14: ") != std::string::npos);

    std::ofstream(other) << "[server]\nstop-grace = '100ms'\n";
    server.ok({"--config", other, "new", "-d", "-n", "stubborn", "--", "sh", "-c",
               "trap '' HUP TERM; echo ready; while :; do sleep 1; done"});
    server.ok({"wait", "stubborn", "--text", "^ready$", "--timeout", "60s"});
    const auto begun = std::chrono::steady_clock::now();
    server.ok({"server", "stop"});
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(4)); // it would be 5 s without the file
}

TEST_CASE("the output of config show is a configuration file with the same settings")
{
    const Server server;
    configure(server, "[session]\nlinger = '90m'\nenvironment = []\n[client]\nescape = 'none'\n");

    const std::string shown = server.ok({"config", "show"});
    CHECK(shown.find("linger = \"1h30m\"                        # line 2\n") != std::string::npos);
    CHECK(shown.find("stop-grace = \"5s\"                       # default\n") != std::string::npos);
    const auto copy = (server.directory() / "copy.toml").string();
    std::ofstream(copy) << shown;
    const std::string again = server.ok({"--config", copy, "config", "show"});

    const auto settings_of = [](const std::string& text) {
        std::string out;
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            line.resize(std::min(line.size(), line.find(" # ")));
            line.erase(line.find_last_not_of(' ') + 1);
            out += line + "\n";
        }
        return out.substr(out.find("[session]"));
    };
    CHECK(settings_of(again) == settings_of(shown));
    CHECK(again.find("escape = \"none\"") != std::string::npos);
}
