#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <fstream>

using namespace cleat;
using namespace cleat::test;

namespace {

/// Creates a session that runs a shell script.
void new_session(const Server& server, const std::string& name, const std::string& script,
                 const std::string& size = "80x24")
{
    server.ok({"new", "-d", "-n", name, "-s", size, "--", "sh", "-c", script});
}

std::vector<std::string> numbers(long from, long to)
{
    std::vector<std::string> out;
    for (long n = from; n <= to; ++n) out.push_back(std::to_string(n));
    return out;
}

/// The lines of `all` from the first one equal to `from`, without blank lines at the end.
std::vector<std::string> lines_from(const std::vector<std::string>& all, const std::string& from)
{
    std::vector<std::string> out(std::find(all.begin(), all.end(), from), all.end());
    while (!out.empty() && out.back().empty()) out.pop_back();
    return out;
}

/// Checks that two lists are equal; reports the first difference.
void check_lines(const std::vector<std::string>& got, const std::vector<std::string>& wanted)
{
    const auto differ = std::mismatch(got.begin(), got.end(), wanted.begin(), wanted.end());
    INFO(got.size() << " lines instead of " << wanted.size() << "; line " << differ.first - got.begin() << " is \""
                    << (differ.first == got.end() ? "(none)" : *differ.first) << "\" and not \""
                    << (differ.second == wanted.end() ? "(none)" : *differ.second) << "\"");
    CHECK(got == wanted);
}

/// Waits until the client has drawn the whole screen, reading from its terminal meanwhile.
void await_shown(const Server& server, OuterTerminal& outer)
{
    REQUIRE(outer.until([&] { return server.cleat({"wait", "work", "--shown", "--timeout", "20ms"}).status == 0; }));
    outer.take();
}

/// Turns on every mode that a program can set, on the alternate screen.
constexpr const char* TURN_ALL_ON =
    "printf '\\033[?1049h\\033[?1003;1006;1004;2004;1;1007h\\033=\\033[>1u\\033[>4;2m\\033[?25l\\033[5 q\\033[?5h"
    "\\033]2;title\\007\\033]4;1;#123456\\007\\033]11;#111111\\007\\033[31;44mall on'; ";

/// Checks the state of a terminal after the client has restored it.
void check_restored(const OuterTerminal& outer, const std::string& settings_before)
{
    const Screen screen = outer.screen();
    CHECK(outer.settings() == settings_before);
    CHECK(screen.modes == Modes());
    CHECK(screen.active == Side::primary);
    CHECK(screen.cursor.visible);
    CHECK(screen.cursor.shape == CursorShape::standard);
    CHECK(screen.palette.empty());
    CHECK(screen.title.empty());
}

} // namespace

TEST_CASE("input reaches the program, and its output is shown")
{
    const Server server;
    OuterTerminal outer = server.terminal({"new", "-n", "work"});

    outer.type("echo one $((1+1)) three\r");

    CHECK(outer.until_text("\none 2 three\n"));
    outer.type("exit 7\r");
    CHECK(outer.finish() == 7);
    CHECK(outer.text().find("[work ended with status 7]") != std::string::npos);
}

TEST_CASE("a client that reattaches from another terminal sees the screen")
{
    const Server server;
    {
        OuterTerminal first = server.terminal({"new", "-n", "work"});
        first.type("echo fir''st\r");
        CHECK(first.until_text("\nfirst\n"));
        first.type("\x1c"
                   "d");
        CHECK(first.finish() == 0);
        CHECK(first.text().find("[detached from work]") != std::string::npos);
    }
    server.ask("work", "echo se''cond", "^second$");

    OuterTerminal second = server.terminal({"attach", "work"}, {30, 100});

    CHECK(second.until_text("\nfirst\n"));
    CHECK(second.until_text("\nsecond\n"));
    CHECK(second.until([&] { return server.info("work")["columns"] == 100; }));
}

TEST_CASE("cleat without arguments creates the session main, then reattaches to it")
{
    const Server server;
    {
        OuterTerminal first = server.terminal({});
        first.type("echo ma''rk\r");
        CHECK(first.until_text("\nmark\n"));
        first.type("\x1c"
                   "d");
        CHECK(first.finish() == 0);
    }
    CHECK(server.info("main")["state"] == "running");

    OuterTerminal second = server.terminal({});
    CHECK(second.until_text("\nmark\n"));
}

TEST_CASE("the client exits with the program's status, as a shell would report it")
{
    const Server server;
    for (const auto& [script, status] : {std::pair{"exit 0", 0}, {"exit 7", 7}, {"kill -KILL $$", 137}}) {
        OuterTerminal outer = server.terminal({"new", "--", "sh", "-c", script});
        CHECK(outer.finish() == status);
    }
    OuterTerminal missing = server.terminal({"new", "--", "no-such-program"});
    CHECK(missing.finish() == 127);
    CHECK(missing.text().find("no program \"no-such-program\"") != std::string::npos);
}

TEST_CASE("R1: a megabyte written just before the exit is shown down to its last line")
{
    const Server server;
    OuterTerminal outer = server.terminal({"new", "--", "sh", "-c", "seq 1 150000"});

    CHECK(outer.finish() == 0);

    const auto all = outer.everything();
    const auto last = std::find(all.begin(), all.end(), "150000");
    REQUIRE(last != all.end());
    CHECK(*(last - 1) == "149999");
    CHECK(last - std::find(all.begin(), all.end(), "145000") == 5'000);
}

TEST_CASE("lines that scroll off are in the terminal's own history, in order and once each")
{
    const Server server;
    new_session(server, "work", "echo ready; read x; seq 1 500; echo done; read x");
    server.ok({"wait", "work", "--text", "^ready$", "--timeout", "60s"});
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("ready"));

    outer.type("\r");
    REQUIRE(outer.until_text("done"));

    std::vector<std::string> wanted = numbers(1, 500);
    wanted.emplace_back("done");
    check_lines(lines_from(outer.everything(), "1"), wanted);
}

TEST_CASE("earlier text of the user's terminal stays in its history")
{
    const Server server;
    new_session(server, "work", "seq 1 100; read x");
    OuterTerminal outer({"sh", "-c", "seq 1001 1015; exec " + Server::program() + " attach work"}, server.variables());

    REQUIRE(outer.until_text("\n100\n"));

    const auto all = outer.everything();
    const auto mine = std::find(all.begin(), all.end(), "1001");
    REQUIRE(mine != all.end());
    std::vector<std::string> wanted = numbers(1001, 1015);
    wanted.emplace_back(); // the line that the cursor was on
    for (const std::string& number : numbers(1, 100)) wanted.push_back(number);
    auto shown = lines_from(all, "1001");
    check_lines(shown, wanted);
}

TEST_CASE("after a flood the terminal's history ends with the last ten thousand lines, in order and once each")
{
    const Server server;
    new_session(server, "work", "echo ready; read x; seq 1 1000000; echo done; read x");
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("ready"));

    outer.type("\r");
    REQUIRE(outer.until_text("done"));
    await_shown(server, outer);

    const auto all = outer.everything();
    const auto done = std::find(all.begin(), all.end(), "done");
    REQUIRE(done != all.end());
    std::vector<std::string> last(done - std::min<std::ptrdiff_t>(9'990, done - all.begin()), done);
    check_lines(last, numbers(1'000'000 - static_cast<long>(last.size()) + 1, 1'000'000));
    CHECK(last.size() == 9'990);
}

TEST_CASE("a client gets the number of history lines that it requests")
{
    const Server server;
    new_session(server, "work", "seq 1 5000; read x");
    server.ok({"wait", "work", "--text", "^5000$", "--timeout", "60s"});
    for (const auto& [option, rows] :
         {std::pair{"--history=1000", 1'000}, {"--history=10", 10}, {"--history=3000", 3'000}}) {
        OuterTerminal outer = server.terminal({"attach", "work", option});
        REQUIRE(outer.until_text("5000"));
        await_shown(server, outer);
        const auto least = static_cast<std::uint64_t>(rows);
        REQUIRE(outer.until([&, least] { return outer.terminal().history().end() >= least; }));

        const auto all = lines_from(outer.everything(), std::to_string(4'978 - rows));

        check_lines(all, numbers(4'978 - rows, 5'000));
        outer.type("\x1c"
                   "d");
        CHECK(outer.finish() == 0);
    }
}

TEST_CASE("no line is missing after a storm of resizes")
{
    const Server server;
    new_session(server, "work", "echo ready; read x; for i in $(seq 1 400); do echo line $i; done; echo done; read x");
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("ready"));

    outer.type("\r");
    const Size sizes[] = {{10, 40}, {50, 120}, {24, 80}, {5, 30}, {30, 100}};
    for (int i = 0; i < 40; ++i) {
        outer.resize(sizes[i % 5]);
        REQUIRE(outer.until([&, before = outer.bytes().size()] { return outer.bytes().size() > before; }));
    }
    outer.resize({24, 80});
    REQUIRE(outer.until_text("done"));
    REQUIRE(outer.until([&] { return server.info("work")["columns"] == 80; }));

    const auto missing = [&] {
        const auto all = outer.everything();
        std::vector<int> out;
        for (int i = 1; i <= 400; ++i)
            if (std::find(all.begin(), all.end(), "line " + std::to_string(i)) == all.end()) out.push_back(i);
        return out;
    };
    (void)outer.until([&] { return missing().empty(); });
    INFO(missing().size() << " missing, from " << (missing().empty() ? 0 : missing().front()));
    CHECK(missing().empty());
    const auto all = outer.everything();
    CHECK(all.size() < 400 + 41 * 50); // a screenful per resize at most
}

TEST_CASE("R12: the terminal is restored after a detach, the program's exit, a signal and a killed server")
{
    const std::string script = std::string(TURN_ALL_ON) + "read x; exit 0";
    const auto attach = [&](const Server& server) {
        new_session(server, "work", script);
        OuterTerminal outer = server.terminal({"attach", "work"});
        return outer;
    };
    const auto is_on = [](OuterTerminal& outer) {
        return outer.until([&] {
            const Screen screen = outer.screen();
            return screen.active == Side::alternate && screen.text().find("all on") != std::string::npos &&
                   screen.modes.mouse_tracking == MouseTracking::motion && screen.modes.focus_reports &&
                   screen.modes.cursor_keys;
        });
    };

    SUBCASE("detach")
    {
        const Server server;
        const std::string before = server.terminal({"--version"}).settings();
        OuterTerminal outer = attach(server);
        REQUIRE(is_on(outer));
        outer.type("\x1c"
                   "d");
        CHECK(outer.finish() == 0);
        check_restored(outer, before);
    }
    SUBCASE("the program's exit")
    {
        const Server server;
        const std::string before = server.terminal({"--version"}).settings();
        OuterTerminal outer = attach(server);
        REQUIRE(is_on(outer));
        outer.type("\r");
        CHECK(outer.finish() == 0);
        check_restored(outer, before);
    }
    SUBCASE("SIGTERM")
    {
        const Server server;
        const std::string before = server.terminal({"--version"}).settings();
        OuterTerminal outer = attach(server);
        REQUIRE(is_on(outer));
        outer.program().signal(SIGTERM);
        CHECK(outer.finish() == 128 + SIGTERM);
        check_restored(outer, before);
    }
    SUBCASE("SIGHUP")
    {
        const Server server;
        const std::string before = server.terminal({"--version"}).settings();
        OuterTerminal outer = attach(server);
        REQUIRE(is_on(outer));
        outer.program().signal(SIGHUP);
        CHECK(outer.finish() == 128 + SIGHUP);
        check_restored(outer, before);
    }
    SUBCASE("the server is killed")
    {
        const Server server;
        const std::string before = server.terminal({"--version"}).settings();
        OuterTerminal outer = attach(server);
        REQUIRE(is_on(outer));
        const pid_t keeper = server.keeper();
        const pid_t worker = server.worker();
        const auto program = server.info("work")["pid"].get<pid_t>();
        ::kill(keeper, SIGKILL);
        ::kill(worker, SIGKILL);
        CHECK(outer.finish() == 122);
        check_restored(outer, before);
        CHECK(outer.text().find("cleat: the server closed the connection") != std::string::npos);
        CHECK(eventually([&] { return !is_alive(program); }));
    }
}

TEST_CASE("restoring the terminal also restores the cursor shape that the user had set")
{
    const Server server;
    new_session(server, "work", std::string(TURN_ALL_ON) + "read x; exit 0");
    OuterTerminal outer({"sh", "-c", "printf '\\033[4 q'; exec " + Server::program() + " attach work"},
                        server.variables());
    REQUIRE(outer.until([&] { return outer.screen().cursor.shape == CursorShape::bar; }));
    REQUIRE(outer.until([&] { return outer.text().find("all on") != std::string::npos; }));

    outer.type("\x1c"
               "d");

    CHECK(outer.finish() == 0);
    CHECK(outer.screen().cursor.shape == CursorShape::underline);
    CHECK_FALSE(outer.screen().cursor.blink);
    CHECK(outer.screen().palette.empty());
    CHECK(outer.screen().modes == Modes());
}

TEST_CASE("a program gets only the paste brackets, mouse reports and focus reports that it requested")
{
    const Server server;
    new_session(server, "work", "stty raw -echo; printf 'ready\\r\\n'; cat -v");
    server.ok({"wait", "work", "--text", "ready", "--timeout", "60s"});
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("ready"));
    REQUIRE(outer.until([&] { return outer.screen().modes.bracketed_paste; }));

    outer.type("<\x1b[200~pasted \x1c"
               "d\x1b[201~><\x1b[<0;1;1M><\x1b[I>!");

    CHECK(outer.until_text("<pasted ^\\d><><>!"));
}

TEST_CASE("a finished synchronised update is shown even if the next one starts immediately")
{
    const Server server;
    const std::string program = "printf 'ready '; read -r go;"
                                "printf '\\033[?2026hfirst\\033[?2026l\\033[?2026h\\rsecond'; read -r end";
    auto terminal = server.terminal({"new", "-n", "work", "--", "sh", "-c", program});
    REQUIRE(terminal.until_text("ready"));

    terminal.type("\n");

    REQUIRE(terminal.until_text("second")); // an update that never ends is shown after a timeout
    CHECK(terminal.bytes().find("first") < terminal.bytes().find("second"));
}

TEST_CASE("two clients see the same screen, and the session has the size of the one that typed last")
{
    const Server server;
    new_session(server, "work", "exec bash --norc");
    OuterTerminal small = server.terminal({"attach", "work"}, {24, 80});
    REQUIRE(small.until([&] { return server.info("work")["controllers"] == 1; }));
    OuterTerminal large = server.terminal({"attach", "work"}, {40, 120});
    REQUIRE(large.until([&] { return server.info("work")["columns"] == 120; }));

    small.type("echo from sm''all\r");

    CHECK(small.until_text("from small"));
    CHECK(large.until_text("from small"));
    CHECK(server.info("work")["columns"] == 80);
    large.type("echo from la''rge\r");
    CHECK(large.until_text("from large"));
    CHECK(small.until_text("from large"));
    CHECK(server.info("work")["columns"] == 120);
}

TEST_CASE("an observer sees the session but cannot type or resize")
{
    const Server server;
    new_session(server, "work", "echo ready; cat");
    OuterTerminal observer = server.terminal({"attach", "-r", "work"}, {30, 100});
    REQUIRE(observer.until_text("ready"));

    observer.type("typed by observer\r");
    server.ask("work", "typed by send", "^typed by send$");

    CHECK(observer.until_text("typed by send"));
    CHECK(server.screen("work").find("observer") == std::string::npos);
    CHECK(server.info("work")["columns"] == 80);
    CHECK(server.info("work")["observers"] == 1);
}

TEST_CASE("attaching from a session to itself is refused, and to another session without --nested")
{
    const Server server;
    server.ok({"new", "-d", "-n", "outer"});
    server.ok({"new", "-d", "-n", "inner"});

    server.ask("outer", Server::program() + " attach outer; echo st=$?", "^st=121$");
    CHECK(server.screen("outer").find("this client runs in session \"outer\" itself") != std::string::npos);
    server.ask("outer", Server::program() + " attach inner; echo st=$?", "^st=121$");
    CHECK(server.screen("outer").find("--nested") != std::string::npos);
    server.ask("outer", Server::program() + " attach --nested inner; echo st=$?", "");
    CHECK(eventually([&] { return server.info("inner")["controllers"] == 1; }));
    // Detach here, not when the server stops: a leak check that a hang-up's SIGCONT interrupts waits forever.
    server.ok({"send", "outer", "--text", "\034d"});
    server.ok({"wait", "outer", "--text", "^st=0$"});
}

TEST_CASE("attaching with another size just as a session ends yields its status and harms no other session")
{
    const Server server;
    server.ok({"new", "-d", "-n", "other"});
    for (int i = 0; i < 25; ++i) {
        const std::string name = "brief" + std::to_string(i);
        // The program exits first; the process that keeps its terminal open exits a moment later.
        server.ok({"new", "-d", "-n", name, "-s", "60x20", "--", "sh", "-c",
                   "(trap '' HUP; sleep 0.0" + std::to_string(i) + ") & exit 5"});
        OuterTerminal outer = server.terminal({"attach", name});
        CHECK(outer.finish() == 5);
    }
    server.ask("other", "echo al''ive", "^alive$");
}

TEST_CASE("an observer with a small terminal can pan over the session's screen")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "-s", "100x40", "--", "sh", "-c",
               "printf '\\033[38;90Hfar\\033[2;3Hnear\\033[1;1H'; read -r end"});
    server.ok({"wait", "work", "--text", "far", "--timeout", "60s"});
    OuterTerminal outer = server.terminal({"attach", "-r", "work"}, {11, 40});
    REQUIRE(outer.until_text("near"));
    CHECK(outer.until_text("work 100x40, rows 1-10, columns 1-40"));

    // Ten rows are shown, and an arrow key pans by a quarter of them; 40 steps reach the far corner.
    for (int i = 0; i < 40; ++i) outer.type(i == 0 ? "\x1c\x1b[B" : "\x1b[B");
    for (int i = 0; i < 40; ++i) outer.type("\x1b[C");
    REQUIRE(outer.until_text("far"));
    CHECK(outer.until_text("rows 31-40, columns 61-100"));
    outer.type("\x1cs");
    CHECK(outer.until([&] { return outer.text().find("rows 3") == std::string::npos; }));
    outer.type("q");
    CHECK(outer.until_text("near"));
}

TEST_CASE("a window on a larger session follows the cursor back to the start of its line")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "-s", "80x24", "--size-policy", "fixed", "--", "sh", "-c",
               "stty -echo; printf ready; read x; printf 'going on for much more than a window has room for'; read x; "
               "printf '\\r\\nback'; read x"});
    server.ok({"wait", "work", "--text", "ready", "--timeout", "60s"});
    OuterTerminal outer = server.terminal({"attach", "work"}, {8, 20});
    REQUIRE(outer.until_text("ready"));

    outer.type("\r");
    REQUIRE(outer.until_text("room for"));
    CHECK(outer.text().find("ready") == std::string::npos);
    outer.type("\r");

    CHECK(outer.until_text("back"));
    CHECK(outer.until_text("readygoing on"));
}

TEST_CASE("the edge of a session that is smaller than the terminal is marked")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "-s", "10x2", "--size-policy", "fixed", "--", "sh", "-c",
               "printf '0123456789abc'; read x"});
    OuterTerminal outer = server.terminal({"attach", "work"}, {5, 14});

    CHECK(outer.until_text("0123456789|"));
    CHECK(outer.until_text("abc       |"));
    CHECK(outer.until_text("----------+"));
}

TEST_CASE("the mouse of a controller that sees a window is reported in the session's rows and columns")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c",
               "stty raw -echo; printf '\\033[?1000h\\033[?1006h\\033[HREADY'; head -c 12 | cat -v; sleep 100"});
    server.ok({"wait", "work", "--text", "READY", "--timeout", "60s"});
    OuterTerminal outer = server.terminal({"attach", "work"}, {11, 40});
    REQUIRE(outer.until_text("READY"));
    server.ok({"resize", "work", "100x40"});
    REQUIRE(outer.until_text("work 100x40"));

    for (int i = 0; i < 40; ++i) outer.type(i == 0 ? "\x1c\x1b[B" : "\x1b[B");
    REQUIRE(outer.until_text("rows 31-40"));
    outer.type("\x1b[<0;5;6M\x1b[<0;5;6m");

    server.ok({"wait", "work", "--text", R"(\^\[\[<0;5;36M)", "--timeout", "60s"});
}

TEST_CASE("an observer that detaches does not change the size")
{
    const Server server;
    new_session(server, "work", "echo ready; cat");
    OuterTerminal controller = server.terminal({"attach", "work"});
    REQUIRE(controller.until_text("ready"));
    server.ok({"resize", "work", "100x30"});
    {
        OuterTerminal observer = server.terminal({"attach", "-r", "work"}, {10, 40});
        REQUIRE(observer.until([&] { return server.info("work")["observers"] == 1; }));
        REQUIRE(observer.until_text("ready"));
        observer.type("\x1c"
                      "d");
        CHECK(observer.finish() == 0);
    }
    REQUIRE(eventually([&] { return server.info("work")["observers"] == 0; }));

    CHECK(server.info("work")["columns"] == 100);
}

TEST_CASE("a client detached from elsewhere exits and prints the reason")
{
    const Server server;
    new_session(server, "work", "echo ready; cat");
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("ready"));

    server.ok({"detach", "work"});

    CHECK(outer.finish() == 0);
    CHECK(outer.text().find("[detached from work: by request]") != std::string::npos);
}

TEST_CASE("a client can reach the server over the standard streams of a command")
{
    const Server server;
    new_session(server, "work", "echo ready; cat");
    OuterTerminal outer = server.terminal({"--via", Server::program() + " relay", "attach", "work"});
    REQUIRE(outer.until_text("ready"));

    outer.type("through the relay\r");

    CHECK(outer.until_text("through the relay\nthrough the relay"));
    outer.type("\x1c"
               "d");
    CHECK(outer.finish() == 0);
    CHECK(server.ok({"--via", Server::program() + " relay", "ls"}).find("work") != std::string::npos);
}

TEST_CASE("input typed before a detach reaches a program that reads it only later")
{
    const Server server;
    const std::string go = (server.directory() / "go").string();
    new_session(server, "work",
                "stty raw -echo; printf 'ready\\r\\n'; while [ ! -e " + go +
                    " ]; do sleep 0.02; done; head -c 200000 | wc -c; cat");
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("ready"));

    outer.type(std::string(200'000, 'x') + "\x1c"
                                           "d");
    CHECK(outer.finish() == 0);
    std::ofstream(go) << "now";

    server.ok({"wait", "work", "--text", "^200000$", "--timeout", "60s"});
}

TEST_CASE("the help key shows and hides a line at the bottom")
{
    const Server server;
    new_session(server, "work", "echo ready; cat");
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("ready"));

    outer.type("\x1c?");
    CHECK(outer.until_text("d detach"));
    outer.type("\x1c?");
    CHECK(outer.until([&] { return outer.text().find("d detach") == std::string::npos; }));
    CHECK(server.screen("work").find("?") == std::string::npos);
}
