// The recent history of a session, shown while the session continues undisturbed.
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

/// Whether a terminal shows the session, cell for cell.
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

/// Waits for the status bar of the recent history.
bool is_in_history(OuterTerminal& outer)
{
    return outer.until_text("q live");
}

/// Makes the next output of the program a separate event: the recent history merges what is read within a millisecond.
void separate_next_event()
{
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

/// A program that shows "first", then "second" and "third" after a line of input each, and exits with 5 after another.
constexpr const char* STAGES = "stty -echo; printf 'first\\n'; read x; printf '\\033[2J\\033[Hsecond\\n'; read x; "
                               "printf '\\033[2J\\033[Hthird\\n'; read x; exit 5";

} // namespace

TEST_CASE("the recent history shows earlier screens, and leaving it shows the current one")
{
    const Server server;
    new_session(server, STAGES);
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("first\n"));
    separate_next_event();
    outer.type("\r");
    REQUIRE(outer.until_text("second\n"));

    outer.type(REWIND);
    REQUIRE(is_in_history(outer));
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

TEST_CASE("q, ESC and the key that opened it leave the recent history")
{
    const Server server;
    new_session(server, STAGES);
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("first\n"));
    for (const std::string key : {"q", "\x1b", REWIND}) {
        outer.type(REWIND);
        REQUIRE(is_in_history(outer));
        outer.type(key);
        REQUIRE(outer.until([&] { return outer.screen().active == Side::primary; }));
        CHECK(shows(server, outer));
    }
}

TEST_CASE("keys, pastes and mouse events in the recent history do not reach the program")
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

    // Typed in one go: keys that arrive before the recent history is shown are for it, too.
    outer.type(std::string(REWIND) + " g");
    REQUIRE(is_in_history(outer));
    CHECK(outer.screen().modes.mouse_tracking == MouseTracking::off);
    CHECK_FALSE(outer.screen().modes.focus_reports);
    outer.type("\x1b[I\x1b[O\x1b[<0;5;5M\x1b[200~pasted\x1b[201~/rea\r\x1b[A\x1b[D<>n");
    REQUIRE(outer.until_text("||"));
    outer.resize({30, 100});
    // The bar shows the result of the search until the next key, and the result may arrive after this key.
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

TEST_CASE("the session keeps its size while recent history is shown, and follows the terminal afterwards")
{
    const Server server;
    new_session(server, "stty -echo; trap 'echo size' WINCH; echo ready; while :; do read x; done");
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("ready\n"));
    outer.type(REWIND);
    REQUIRE(is_in_history(outer));

    outer.resize({20, 60});
    // The view has the terminal's new size; the session does not learn of it.
    REQUIRE(outer.until([&] {
        outer.take();
        const auto text = outer.text();
        return text.find("q live") != std::string::npos && text.find("ready") != std::string::npos;
    }));
    outer.type("?");
    REQUIRE(outer.until_text("to the live session"));
    CHECK(server.info("work")["columns"] == 80);
    outer.type("qq"); // leaves the help, then the recent history

    CHECK(outer.until([&] { return server.info("work")["columns"] == 60; }));
    CHECK(outer.until_text("size\n"));
    CHECK(shows(server, outer));
}

TEST_CASE("output that arrives while recent history is shown is on screen and in scrollback afterwards")
{
    const Server server;
    new_session(server, "stty -echo; echo ready; read x; i=0; while [ $i -lt 500 ]; do i=$((i+1)); echo line $i; done; "
                        "read x");
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("ready\n"));
    outer.type(REWIND);
    REQUIRE(is_in_history(outer));

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

TEST_CASE("leaving the recent history shows the right screen, even if the program switched meanwhile")
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
        REQUIRE(is_in_history(outer));
        if (!meanwhile.empty()) {
            server.ok({"send", "work", "--keys", "Enter"});
            server.ok({"wait", "work", "--text", std::string(meanwhile)});
        }
        outer.type("gq");
        CHECK(shows(server, outer));
    }
}

TEST_CASE("detaching in the recent history leaves the terminal as a normal detach does")
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
            REQUIRE(is_in_history(outer));
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

TEST_CASE("a session that ends while its recent history is shown is reported, with its last screen")
{
    const Server server;
    new_session(server, STAGES);
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("first\n"));
    outer.type(REWIND);
    REQUIRE(is_in_history(outer));

    server.ok({"send", "work", "--keys", "Enter", "--keys", "Enter", "--keys", "Enter"});

    CHECK(outer.finish() == 5);
    CHECK(outer.screen().active == Side::primary);
    CHECK(outer.text().find("third\n") != std::string::npos);
    CHECK(outer.text().find("[work ended with status 5]") != std::string::npos);
    CHECK(outer.text().find("q live") == std::string::npos);
}

TEST_CASE("a signal that ends the client in the recent history restores the terminal")
{
    const Server server;
    new_session(server, STAGES);
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("first\n"));
    outer.type(REWIND);
    REQUIRE(is_in_history(outer));

    ::kill(outer.program().pid(), SIGTERM);

    CHECK(outer.finish() == 128 + SIGTERM);
    CHECK(outer.screen().active == Side::primary);
    CHECK(outer.screen().modes == Modes());
}

TEST_CASE("the recent history shows a session in each size that it had")
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
    REQUIRE(is_in_history(outer));

    for (const std::string size : {"50x10", "100x30", "60x20"}) {
        outer.type("g/is " + size + "\r");
        CHECK(outer.until_text("  is " + size));
        CHECK(outer.until_text("\nis " + size + "\n"));
    }
    outer.type("q");
    CHECK(outer.until_text("is 60x20"));
    CHECK(server.ok({"play", "work", "--print-at", "end"}) == server.screen("work"));
}

TEST_CASE("tmux shows the session again, cell for cell, after its recent history was shown")
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

TEST_CASE("play with a session's name shows its recent history, then the live session, read-only")
{
    const Server server;
    new_session(server, STAGES);
    server.ok({"wait", "work", "--text", "first"});
    separate_next_event();
    server.ok({"send", "work", "--keys", "Enter"});
    server.ok({"wait", "work", "--text", "second"});
    OuterTerminal outer = server.terminal({"play", "work"});
    REQUIRE(is_in_history(outer));
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

TEST_CASE("a moment outside a session's recent history is an error, as in a file")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "echo shown; exec cat"});
    server.ok({"wait", "work", "--text", "shown"});

    OuterTerminal outer = server.terminal({"play", "work", "--at", "99:00"});

    CHECK(outer.finish() == 120);
    CHECK(outer.text().find("1:39:00 is past the end") != std::string::npos);
    CHECK(outer.screen().active == Side::primary);
    CHECK(server.cleat({"play", "work", "--at", "99:00", "--print-at", "99:00"}).status == 120);
}

TEST_CASE("recent history can be printed and searched without a terminal, also after the session has ended")
{
    const Server server;
    new_session(server, "stty -echo; printf 'one\\n'; read x; printf '\\033[2J\\033[Htwo\\n'; read x");
    server.ok({"wait", "work", "--text", "one"});
    separate_next_event();
    server.ok({"send", "work", "--keys", "Enter"});
    server.ok({"wait", "work", "--text", "two"});
    const auto found = server.ok({"grep", "^one|^two", "work"});
    const auto time_of_two = found.find("\n0:") + 3; // in seconds, rounded down to a millisecond
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

TEST_CASE("play prefers a file to a session of the same name, and a name of neither is an error")
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

TEST_CASE("an observer can see recent history; a session on pipes has none")
{
    const Server server;
    new_session(server, "echo ready; read x");
    OuterTerminal outer = server.terminal({"attach", "-r", "work"});
    REQUIRE(outer.until_text("ready\n"));
    outer.type(REWIND);
    CHECK(is_in_history(outer));
    outer.type("q");

    server.ok({"exec", "-n", "pipes", "--linger", "1m", "--", "true"});
    const auto refused = server.cleat({"grep", "x", "pipes"});
    CHECK(refused.status != 0);
    CHECK(refused.err.find("pipes") != std::string::npos);
}
