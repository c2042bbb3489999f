// Looking back at what a session has shown, while it goes on and notices nothing.
#include "tests/support/scratch.h"
#include "tests/support/server.h"
#include "tests/support/tmux.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

using namespace cleat;
using namespace cleat::test;

namespace {

constexpr const char* REWIND = "\x1cr";

void new_session(const Server& server, const std::string& script, const std::string& size = "80x24",
                 const std::string& name = "work")
{
    server.ok({"new", "-d", "-n", name, "-s", size, "--", "sh", "-c", script});
}

std::string file_bytes(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Whether a terminal shows what the session does, cell for cell.
bool shows(const Server& server, OuterTerminal& outer)
{
    return outer.until([&] {
        const Screen shown = outer.screen();
        const Screen wanted = server.model("work");
        if (shown.active != wanted.active || shown.cursor != wanted.cursor) return false;
        return std::equal(shown.rows().begin(), shown.rows().end(), wanted.rows().begin(), wanted.rows().end(),
                          [](const RowRef& a, const RowRef& b) { return *a == *b; });
    });
}

/// Waits for the bar of the past.
bool is_back(OuterTerminal& outer)
{
    return outer.until_text("q live");
}

/// After this, what a program writes is an event of its own: what is read within a millisecond is one event of the
/// past.
void let_a_moment_pass()
{
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

/// A program that shows "first", and when it is told to, in another session, "second" and so on.
constexpr const char* STAGES = "stty -echo; printf 'first\\n'; read x; printf '\\033[2J\\033[Hsecond\\n'; read x; "
                               "printf '\\033[2J\\033[Hthird\\n'; read x; exit 5";

} // namespace

TEST_CASE("who looks back sees what the screen was, and comes back to what it is")
{
    const Server server;
    new_session(server, STAGES);
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("first\n"));
    let_a_moment_pass();
    outer.type("\r");
    REQUIRE(outer.until_text("second\n"));

    outer.type(REWIND);
    REQUIRE(is_back(outer));
    CHECK(outer.text().find("second\n") != std::string::npos);
    CHECK(outer.screen().active == Side::alternate);
    outer.type("g.");
    CHECK(outer.until_text("first\n"));
    outer.type("G");
    CHECK(outer.until_text("second\n"));
    outer.type("g.q");
    CHECK(shows(server, outer));
    CHECK(outer.screen().active == Side::primary);
    CHECK(outer.text().find("q live") == std::string::npos);

    outer.type("\r");
    CHECK(outer.until_text("third\n"));
    CHECK(shows(server, outer));
}

TEST_CASE("keys that lead out of the past are q, ESC, and the one that led there")
{
    const Server server;
    new_session(server, STAGES);
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("first\n"));
    for (const std::string key : {"q", "\x1b", REWIND}) {
        outer.type(REWIND);
        REQUIRE(is_back(outer));
        outer.type(key);
        REQUIRE(outer.until([&] { return outer.screen().active == Side::primary; }));
        CHECK(shows(server, outer));
    }
}

TEST_CASE("the program receives nothing of what is typed, pasted or pointed at while its past is looked at")
{
    const Server server;
    const Scratch scratch;
    const auto log = scratch / "input";
    new_session(server, "stty raw -echo; printf '\\033[?1003;1006;1004;2004hready\\r\\n'; exec cat >" + log);
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("ready\n"));
    outer.type("before");
    REQUIRE(outer.until([&] { return file_bytes(log) == "before"; }));
    REQUIRE(outer.until([&] { return outer.screen().modes.mouse_tracking != MouseTracking::off; }));

    // Typed at once: what comes before there is a past to be seen is for it, too.
    outer.type(std::string(REWIND) + " g");
    REQUIRE(is_back(outer));
    CHECK(outer.screen().modes.mouse_tracking == MouseTracking::off);
    CHECK_FALSE(outer.screen().modes.focus_reports);
    outer.type("\x1b[I\x1b[O\x1b[<0;5;5M\x1b[200~pasted\x1b[201~/rea\r\x1b[A\x1b[D<>n");
    REQUIRE(outer.until_text("||"));
    outer.resize({30, 100});
    // What the search has found, it says in the bar until the next key, and it may be slower than this one.
    REQUIRE(outer.until([&] {
        outer.type("c");
        return outer.text().find("q live") != std::string::npos;
    }));
    outer.resize({24, 80});
    outer.type("\x1b[200~more\x1b[201~q");
    REQUIRE(outer.until([&] { return outer.screen().modes.mouse_tracking != MouseTracking::off; }));
    outer.type("after");

    REQUIRE(outer.until([&] { return file_bytes(log).ends_with("after"); }));
    CHECK(file_bytes(log) == "beforeafter");
}

TEST_CASE("the session's size stays what it was while its past is looked at, and follows the terminal afterwards")
{
    const Server server;
    new_session(server, "stty -echo; trap 'echo size' WINCH; echo ready; while :; do read x; done");
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("ready\n"));
    outer.type(REWIND);
    REQUIRE(is_back(outer));

    outer.resize({20, 60});
    // The page is of the terminal's new size, of which the session knows nothing.
    REQUIRE(outer.until([&] {
        outer.take();
        const auto text = outer.text();
        return text.find("q live") != std::string::npos && text.find("ready") != std::string::npos;
    }));
    outer.type("?");
    REQUIRE(outer.until_text("to the live session"));
    CHECK(server.info("work")["columns"] == 80);
    outer.type("qq"); // the help, then the past

    CHECK(outer.until([&] { return server.info("work")["columns"] == 60; }));
    CHECK(outer.until_text("size\n"));
    CHECK(shows(server, outer));
}

TEST_CASE("what is output while the past is looked at is there afterwards, on the screen and in the terminal's history")
{
    const Server server;
    new_session(server, "stty -echo; echo ready; read x; i=0; while [ $i -lt 500 ]; do i=$((i+1)); echo line $i; done; "
                        "read x");
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("ready\n"));
    outer.type(REWIND);
    REQUIRE(is_back(outer));

    server.ok({"send", "work", "--keys", "Enter"});
    server.ok({"wait", "work", "--text", "^line 500$"});
    server.ok({"wait", "work", "--shown"});
    CHECK(outer.text().find("line") == std::string::npos);
    outer.type("q");

    REQUIRE(outer.until_text("line 500\n"));
    CHECK(shows(server, outer));
    const auto all = outer.everything();
    const auto first = std::find(all.begin(), all.end(), "line 1");
    REQUIRE(all.end() - first >= 500);
    for (int i = 0; i < 500; ++i) CHECK(*(first + i) == "line " + std::to_string(i + 1));
}

TEST_CASE("it makes no difference that the program is on the alternate screen, or goes there or leaves meanwhile")
{
    const Server server;
    new_session(server, "stty -echo; echo main; printf '\\033[?1049h\\033[H\\033[31mfull\\033[m'; read x; "
                        "printf '\\033[Hstill'; read x; printf '\\033[?1049l'; echo left; read x; "
                        "printf '\\033[?1049h\\033[Hagain'; read x");
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("full"));
    for (const std::string_view meanwhile : {"", "still", "left", "again"}) {
        CAPTURE(meanwhile);
        outer.type(REWIND);
        REQUIRE(is_back(outer));
        if (!meanwhile.empty()) {
            server.ok({"send", "work", "--keys", "Enter"});
            server.ok({"wait", "work", "--text", std::string(meanwhile)});
        }
        outer.type("gq");
        CHECK(shows(server, outer));
    }
}

TEST_CASE("who detaches while looking back is given the terminal back as if nothing had been")
{
    const Server server;
    new_session(server, "stty -echo; printf '\\033[?1003;1006;1004h\\033[?1h\\033=\\033]2;title\\007ready\\n'; read x");
    std::vector<std::vector<std::string>> left;
    for (const bool rewinds : {false, true}) {
        OuterTerminal outer = server.terminal({"attach", "-r", "work"});
        REQUIRE(outer.until_text("ready\n"));
        const auto before = server.terminal({"--version"}).settings();
        if (rewinds) {
            outer.type(REWIND);
            REQUIRE(is_back(outer));
        }
        outer.type("\x1c"
                   "d");
        CHECK(outer.finish() == 0);
        CHECK(outer.settings() == before);
        CHECK(outer.screen().modes == Modes());
        CHECK(outer.screen().active == Side::primary);
        CHECK(outer.screen().title.empty());
        CHECK(outer.screen().cursor.visible);
        left.push_back(outer.everything());
    }
    CHECK(left[0] == left[1]);
}

TEST_CASE("a session that ends while its past is looked at is told, with its last screen")
{
    const Server server;
    new_session(server, STAGES);
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("first\n"));
    outer.type(REWIND);
    REQUIRE(is_back(outer));

    server.ok({"send", "work", "--keys", "Enter", "--keys", "Enter", "--keys", "Enter"});

    CHECK(outer.finish() == 5);
    CHECK(outer.screen().active == Side::primary);
    CHECK(outer.text().find("third\n") != std::string::npos);
    CHECK(outer.text().find("[work ended with status 5]") != std::string::npos);
    CHECK(outer.text().find("q live") == std::string::npos);
}

TEST_CASE("a signal that ends the client while it looks back leaves the terminal as it was")
{
    const Server server;
    new_session(server, STAGES);
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("first\n"));
    outer.type(REWIND);
    REQUIRE(is_back(outer));

    ::kill(outer.program().pid(), SIGTERM);

    CHECK(outer.finish() == 128 + SIGTERM);
    CHECK(outer.screen().active == Side::primary);
    CHECK(outer.screen().modes == Modes());
}

TEST_CASE("a session that had several sizes is seen in each of them")
{
    const Server server;
    new_session(server, "stty -echo; while read x; do printf '%s\\n' \"$x\"; done", "80x24");
    server.ok({"send", "work", "--text", std::string(70, 'a') + "\n"});
    server.ok({"wait", "work", "--text", "aaaa"});
    for (const std::string size : {"50x10", "100x30", "60x20"}) {
        server.ok({"resize", "work", size});
        server.ok({"send", "work", "--text", "is " + size + "\n"});
        server.ok({"wait", "work", "--text", "is " + size});
    }
    OuterTerminal outer = server.terminal({"attach", "-r", "work"}, {31, 100});
    REQUIRE(outer.until_text("is 60x20"));
    outer.type(REWIND);
    REQUIRE(is_back(outer));

    for (const std::string size : {"50x10", "100x30", "60x20"}) {
        outer.type("g/is " + size + "\r");
        CHECK(outer.until_text("  is " + size));
        CHECK(outer.until_text("\nis " + size + "\n"));
    }
    outer.type("q");
    CHECK(outer.until_text("is 60x20"));
    CHECK(server.ok({"play", "work", "--print-at", "end"}) == server.screen("work"));
}

TEST_CASE("tmux shows the session again, cell for cell, after its past was looked at")
{
    const Server server;
    const Tmux tmux;
    new_session(server,
                "printf '\\033[1;31mred\\033[m and \\033[4mlined\\033[m\\n'; seq 40; read x; seq 41 90; read x");
    tmux.open("outer", {24, 80}, {Server::program(), "attach", "work"}, server.variables());
    REQUIRE(tmux.until_text("outer", "40\n"));
    tmux.type("outer", {"C-\\", "r"});
    REQUIRE(tmux.until_text("outer", "q live"));
    server.ok({"send", "work", "--keys", "Enter"});
    server.ok({"wait", "work", "--text", "^90$"});
    tmux.type("outer", {"g", ".", "q"});
    REQUIRE(tmux.until_text("outer", "\n90\n"));

    CHECK(eventually([&] {
        const auto shown = tmux.screen("outer", {24, 80});
        return shown.text() == server.screen("work");
    }));
    CHECK(tmux.format("outer", "#{alternate_on}") == "0");
    const auto everything = tmux.everything("outer");
    for (int i = 1; i < 90; ++i) CHECK(everything.find("\n" + std::to_string(i) + "\n") != std::string::npos);
}

TEST_CASE("a session is played by its name: the past first, watching after, and nobody who types")
{
    const Server server;
    new_session(server, STAGES);
    server.ok({"wait", "work", "--text", "first"});
    let_a_moment_pass();
    server.ok({"send", "work", "--keys", "Enter"});
    server.ok({"wait", "work", "--text", "second"});
    OuterTerminal outer = server.terminal({"play", "work"});
    REQUIRE(is_back(outer));
    CHECK(outer.until_text("second\n"));
    CHECK(server.info("work")["controllers"] == 0);
    outer.type("g.");
    CHECK(outer.until_text("first\n"));

    outer.type("q");
    REQUIRE(outer.until([&] { return outer.screen().active == Side::primary; }));
    CHECK(outer.until_text("second\n"));
    outer.type("\r");
    server.ok({"send", "work", "--keys", "Enter"});
    CHECK(outer.until_text("third\n"));
    outer.type("\x1c"
               "d");
    CHECK(outer.finish() == 0);
}

TEST_CASE("a moment that a session's past does not have is an error, as of a file's")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "echo shown; exec cat"});
    server.ok({"wait", "work", "--text", "shown"});

    OuterTerminal outer = server.terminal({"play", "work", "--at", "99:00"});

    CHECK(outer.finish() == 120);
    CHECK(outer.text().find("there is no 1:39:00") != std::string::npos);
    CHECK(outer.screen().active == Side::primary);
    CHECK(server.cleat({"play", "work", "--at", "99:00", "--print-at", "99:00"}).status == 120);
}

TEST_CASE("the past of a session is printed and searched without a terminal, also after its end")
{
    const Server server;
    new_session(server, "stty -echo; printf 'one\\n'; read x; printf '\\033[2J\\033[Htwo\\n'; read x");
    server.ok({"wait", "work", "--text", "one"});
    let_a_moment_pass();
    server.ok({"send", "work", "--keys", "Enter"});
    server.ok({"wait", "work", "--text", "two"});
    const auto found = server.ok({"grep", "^one|^two", "work"});
    const auto time_of_two = found.find("\n0:") + 3; // in seconds, to the millisecond below
    const double just_before = std::stod(found.substr(time_of_two)) - 0.0005;
    CHECK(server.ok({"play", "work", "--print-at", std::to_string(just_before)}).starts_with("one\n"));
    CHECK(server.ok({"play", "work", "--print-at", "end"}).starts_with("two\n"));
    CHECK(found.find(": one\n") != std::string::npos);
    CHECK(found.find("0:00.") != std::string::npos);
    CHECK(found.ends_with(": two\n"));
    CHECK(server.cleat({"grep", "three", "work"}).status == 1);
    const auto id = std::to_string(server.info("work")["id"].get<int>());
    CHECK(server.ok({"play", "#" + id, "--print-at", "end"}).starts_with("two\n"));

    server.ok({"send", "work", "--keys", "Enter"});
    server.ok({"wait", "work", "--exit"});
    CHECK(server.ok({"play", "work", "--print-at", "end"}).starts_with("two\n"));
    OuterTerminal outer = server.terminal({"play", "work"});
    CHECK(outer.until_text("two\n"));
    outer.type("q");
    CHECK(outer.finish() == 0);
}

TEST_CASE("a file that is there is played before a session of that name, and what is neither is told as such")
{
    const Server server;
    const Scratch scratch;
    std::ofstream(scratch / "work") << "{\"version\":3,\"term\":{\"cols\":80,\"rows\":24}}\n"
                                       "[0,\"o\",\"of the file\"]\n";
    new_session(server, "echo of the session; read x");
    server.ok({"wait", "work", "--text", "of the session"});
    const auto in_folder = [&](const std::string& name) {
        return run({"sh", "-c",
                    "cd '" + scratch.path() + "'; exec '" + Server::program() + "' play '" + name + "' --print-at end"},
                   server.variables());
    };

    CHECK(in_folder("work").out.starts_with("of the file\n"));
    CHECK(in_folder("#" + std::to_string(server.info("work")["id"].get<int>())).out.starts_with("of the session\n"));
    CHECK(in_folder("nothing").status == 119);
    CHECK(in_folder("nothing").err == "cleat: no file and no session named \"nothing\"\n");
    CHECK(server.cleat({"grep", "x", "nothing"}).status == 119);
}

TEST_CASE("an observer may look back; on pipes there is nothing to look back at")
{
    const Server server;
    new_session(server, "echo ready; read x");
    OuterTerminal outer = server.terminal({"attach", "-r", "work"});
    REQUIRE(outer.until_text("ready\n"));
    outer.type(REWIND);
    CHECK(is_back(outer));
    outer.type("q");

    server.ok({"exec", "-n", "pipes", "--linger", "1m", "--", "true"});
    const auto refused = server.cleat({"grep", "x", "pipes"});
    CHECK(refused.status != 0);
    CHECK(refused.err.find("pipes") != std::string::npos);
}
