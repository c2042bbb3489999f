#include "tests/support/scratch.h"
#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <csignal>
#include <fstream>
#include <string>

using namespace cleat;
using namespace cleat::test;

namespace {

void new_showing(const Server& server, const std::string& name, const std::string& text)
{
    server.ok({"new", "-d", "-n", name, "--", "sh", "-c",
               "printf '" + text + "'; read -r line; echo \"got $line\"; read -r end"});
    server.ok({"wait", name, "--text", text, "--timeout", "60s"});
}

bool shows(const OuterTerminal& outer, std::string_view text)
{
    return outer.text().find(text) != std::string::npos;
}

} // namespace

TEST_CASE("the dashboard shows the sessions live, also those created later")
{
    const Server server;
    new_showing(server, "one", "first-screen");
    OuterTerminal outer = server.terminal({"watch"}, {30, 120});
    REQUIRE(outer.until_text("first-screen"));

    new_showing(server, "two", "second-screen");
    REQUIRE(outer.until_text("second-screen"));
    CHECK(outer.until_text(" 2 sessions"));

    server.ok({"send", "one", "--text", "word", "--keys", "Enter"});
    CHECK(outer.until_text("got word"));
    CHECK(server.info("one")["observers"] == 1);
    CHECK(server.info("one")["columns"] == 80);

    server.ok({"kill", "two"});
    CHECK(outer.until([&] { return !shows(outer, "second-screen") || shows(outer, "killed by"); }));
}

TEST_CASE("a dashboard over --via starts one command, however many sessions there are")
{
    const Server server;
    const Scratch scratch;
    new_showing(server, "one", "first-screen");
    new_showing(server, "two", "second-screen");
    const std::string links = scratch / "links";
    const std::string via = "echo link >> " + links + "; exec " + Server::program() + " relay";
    OuterTerminal outer = server.terminal({"--via", via, "watch"}, {30, 120});
    REQUIRE(outer.until_text("first-screen"));
    REQUIRE(outer.until_text("second-screen"));

    new_showing(server, "three", "third-screen");
    REQUIRE(outer.until_text("third-screen"));
    server.ok({"send", "two", "--text", "word", "--keys", "Enter"});
    CHECK(outer.until_text("got word"));
    server.ok({"kill", "one"});
    server.ok({"send", "three", "--text", "other", "--keys", "Enter"});
    CHECK(outer.until_text("got other"));

    std::ifstream file(links);
    std::string line;
    int commands = 0;
    while (std::getline(file, line)) ++commands;
    CHECK(commands == 1);
}

TEST_CASE("names and patterns select the sessions on the dashboard")
{
    const Server server;
    for (const char* const name : {"web-1", "web-2", "data"}) new_showing(server, name, std::string("of-") + name);
    OuterTerminal outer = server.terminal({"watch", "web-*"}, {30, 120});
    REQUIRE(outer.until_text("of-web-1"));
    REQUIRE(outer.until_text("of-web-2"));
    CHECK(outer.until_text(" 2 sessions"));
    CHECK_FALSE(shows(outer, "of-data"));
}

TEST_CASE("the dashboard can zoom in on a session, attach to it and return")
{
    const Server server;
    new_showing(server, "one", "first-screen");
    new_showing(server, "two", "second-screen");
    OuterTerminal outer = server.terminal({"watch"}, {30, 120});
    const auto settings = outer.settings();
    REQUIRE(outer.until_text("second-screen"));

    outer.type("\t\r");
    REQUIRE(outer.until([&] { return shows(outer, "Enter all") && !shows(outer, "first-screen"); }));
    CHECK(shows(outer, "second-screen"));
    outer.resize({20, 70});
    CHECK(outer.until([&] { return outer.text().find("Enter all") != std::string::npos; }));

    outer.type("a");
    REQUIRE(outer.until([&] { return server.info("two")["controllers"] == 1; }));
    REQUIRE(outer.until_text("second-screen"));
    outer.type("typed\r");
    REQUIRE(outer.until_text("got typed"));
    outer.type("\x1c"
               "d");
    REQUIRE(outer.until_text(" 2 sessions"));

    outer.type("q");
    CHECK(outer.finish() == 0);
    CHECK(outer.settings() == settings);
    CHECK(outer.screen().active == Side::primary);
    CHECK(outer.screen().modes == Modes());
    CHECK(outer.screen().cursor.visible);
}

TEST_CASE("a dashboard without a server or without a terminal is an error")
{
    const Server server;
    const auto finished = server.cleat({"watch"});
    CHECK(finished.status != 0);
    CHECK(finished.err.find("not a terminal") != std::string::npos);

    OuterTerminal outer = server.terminal({"watch"}, {30, 120});
    CHECK(outer.finish() == 119);
}

TEST_CASE("a dashboard inside a session does not watch itself")
{
    const Server server;
    server.ok({"new", "-d", "-n", "inner", "-s", "100x30", "--", Server::program(), "watch"});
    server.ok({"wait", "inner", "--text", " 1 session", "--timeout", "60s"});
    server.ok({"wait", "inner", "--idle", "300ms", "--timeout", "60s"});
}

TEST_CASE("ls --watch prints the list again when it changes: in place on a terminal, else line by line")
{
    const Server server;
    new_showing(server, "one", "first-screen");
    OuterTerminal outer = server.terminal({"ls", "--watch"}, {30, 60});
    OuterTerminal lines({"sh", "-c", Server::program() + " ls --watch --json | cut -c1-30"}, server.variables());
    REQUIRE(outer.until_text("one "));
    REQUIRE(lines.until_text("[{"));
    CHECK(outer.screen().active == Side::alternate);

    server.ok({"rename", "one", "renamed"});
    CHECK(outer.until_text("renamed"));
    CHECK(outer.text().find("one ") == std::string::npos);

    CHECK(lines.until([&] { return lines.everything().size() >= 3 && lines.everything()[1].starts_with("[{"); }));

    outer.program().signal(SIGINT);
    CHECK(outer.finish() == 0);
    CHECK(outer.screen().active == Side::primary);
    server.ok({"server", "stop"});
    (void)lines.finish();
}
