// What sessions' programs are told of the terminal, the language, and the place where their user is.
#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

using namespace cleat::test;
namespace fs = std::filesystem;

namespace {

/// `cleat` with other variables.
Finished cleat_with(const Server& server, std::vector<std::string> arguments, const Variables& more)
{
    arguments.insert(arguments.begin(), Server::program());
    Variables variables = server.variables();
    for (const auto& [key, value] : more) variables[key] = value;
    return run(arguments, variables);
}

std::string shell(const Server& server, const std::string& session, const std::string& command)
{
    server.ask(session, command + "; echo \"do\"ne", "^done$");
    return server.screen(session);
}

} // namespace

TEST_CASE("R17: the language is the client's, and the terminal is the server's own kind")
{
    const Server server;
    const auto shown = [&server](const char* name, const Variables& more) {
        const Finished made = cleat_with(server,
                                         {"new", "-d", "-n", name, "--", "sh", "-c",
                                          "echo \"$TERM,$COLORTERM,$LANG,$LC_TIME\"; echo done; exec cat"},
                                         more);
        CHECK(made.status == 0);
        server.ok({"wait", name, "--text", "^done$", "--timeout", "30s"});
        const std::string screen = server.screen(name);
        return screen.substr(0, screen.find('\n'));
    };

    CHECK(shown("german", {{"TERM", "vt100"}, {"COLORTERM", ""}, {"LANG", "de_DE.UTF-8"}, {"LC_TIME", "C"}}) ==
          "xterm-256color,truecolor,de_DE.UTF-8,C");
    CHECK(shown("none", {{"TERM", ""}, {"LANG", ""}, {"LC_TIME", ""}}) == "xterm-256color,truecolor,C.UTF-8,");
    CHECK(
        cleat_with(server, {"new", "-d", "-n", "told", "-e", "TERM=tmux", "--", "sh", "-c", "echo $TERM; exec cat"}, {})
            .status == 0);
    server.ok({"wait", "told", "--text", "^tmux$", "--timeout", "30s"});
}

TEST_CASE("an agent's socket is where the latest controller has it, and its name stays")
{
    const Server server;
    const auto one = (server.directory() / "one").string();
    const auto two = (server.directory() / "two").string();
    std::ofstream(one) << "first\n";
    std::ofstream(two) << "second\n";
    const Variables first{{"SSH_AUTH_SOCK", one}, {"DISPLAY", ":1"}};
    const Variables second{{"SSH_AUTH_SOCK", two}, {"DISPLAY", "host's:2"}};
    CHECK(cleat_with(server, {"new", "-d", "-n", "work", "-e", "PS1=$ ", "--", "sh"}, first).status == 0);
    CHECK(shell(server, "work", "cat $SSH_AUTH_SOCK; echo $DISPLAY").find("first\n:1\n") != std::string::npos);

    {
        OuterTerminal watcher = server.terminal({"attach", "-r", "work"}, {24, 80}, second);
        CHECK(watcher.until([&] { return server.info("work")["observers"] == 1; }));
        CHECK(shell(server, "work", "clear; cat $SSH_AUTH_SOCK").find("first\n") != std::string::npos);
        server.ok({"detach", "work"});
        CHECK(watcher.finish() == 0);
    }
    OuterTerminal terminal = server.terminal({"attach", "work"}, {24, 80}, second);
    CHECK(terminal.until([&] { return server.info("work")["controllers"] == 1; }));

    CHECK(shell(server, "work", "clear; cat $SSH_AUTH_SOCK; echo $DISPLAY").find("second\n:1\n") != std::string::npos);
    const std::string told = server.ok({"env", "work"});
    CHECK(told.find("export DISPLAY='host'\\''s:2'\n") != std::string::npos);
    CHECK(told.find("/SSH_AUTH_SOCK\n") != std::string::npos);
    const std::string inside =
        shell(server, "work", "clear; eval \"$('" + Server::program() + "' env)\"; echo $DISPLAY");
    CHECK(inside.find("host's:2\n") != std::string::npos);
}

TEST_CASE("a session that was made without an agent finds one when a client with one comes")
{
    const Server server;
    const auto agent = (server.directory() / "agent").string();
    std::ofstream(agent) << "here it is\n";
    CHECK(cleat_with(server, {"new", "-d", "-n", "work", "--", "sh"}, {{"SSH_AUTH_SOCK", ""}}).status == 0);
    CHECK(shell(server, "work", "cat $SSH_AUTH_SOCK").find("No such file") != std::string::npos);

    OuterTerminal terminal = server.terminal({"attach", "work"}, {24, 80}, {{"SSH_AUTH_SOCK", agent}});
    CHECK(terminal.until([&] { return server.info("work")["controllers"] == 1; }));

    CHECK(shell(server, "work", "clear; cat $SSH_AUTH_SOCK").find("here it is\n") != std::string::npos);
}

TEST_CASE("over --via nothing of this machine's is told, and links go with the session")
{
    const Server server;
    server.start();
    const Variables mine{{"SSH_AUTH_SOCK", "/agent"}, {"DISPLAY", ":1"}};
    const std::string via = "'" + Server::program() + "' relay";
    CHECK(cleat_with(server, {"--via", via, "new", "-d", "-n", "far", "--", "cat"}, mine).status == 0);
    CHECK(server.ok({"env", "far"}).empty());

    CHECK(cleat_with(server, {"new", "-d", "-n", "near", "--linger", "0", "--", "cat"}, mine).status == 0);
    CHECK_FALSE(server.ok({"env", "near"}).empty());
    CHECK(fs::is_symlink(server.directory() / "run" / "sessions" / "2" / "SSH_AUTH_SOCK"));
    server.ok({"kill", "near"});
    CHECK(eventually([&] { return !fs::exists(server.directory() / "run" / "sessions" / "2"); }));
    CHECK(server.cleat({"env", "no-such"}).status == 119);
}
