#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace cleat;
using namespace cleat::test;

namespace {

long count_lines(const std::string& text)
{
    return std::count(text.begin(), text.end(), '\n');
}

} // namespace

TEST_CASE("the first command that needs a server starts it, and a session runs a shell")
{
    const Server server;

    server.ok({"new", "-d", "-n", "work"});
    server.ask("work", "echo one $((1+1)) three", "^one 2 three$");

    const auto info = server.info("work");
    CHECK(info["state"] == "running");
    CHECK(info["columns"] == 80);
    CHECK(info["rows"] == 24);
    CHECK(is_alive(info["pid"].get<pid_t>()));
}

TEST_CASE("a session created without a name gets one, which is printed")
{
    const Server server;

    std::string name = server.ok({"new", "-d"});
    name.erase(name.find('\n'));

    CHECK(server.info(name)["name"] == name);
}

TEST_CASE("the program has the environment that a terminal program expects")
{
    const Server server;
    server.ok({"new", "-d", "-n", "env", "-s", "100x30", "-e", "FOO=a b=c", "-C", "/tmp", "--", "sh", "-c",
               "env; pwd; stty size; tty; sleep 1000"});
    server.ok({"wait", "env", "--text", "^/dev/pts/", "--timeout", "60s"});

    const std::string text = server.ok({"snapshot", "env", "--history"});
    const auto has = [&text](const std::string& line) { return text.find(line + "\n") != std::string::npos; };

    CHECK(has("TERM=xterm-256color"));
    CHECK(has("COLORTERM=truecolor"));
    CHECK(has("TERM_PROGRAM=cleat"));
    CHECK(has("CLEAT_SESSION=env"));
    CHECK(has("LANG=C.UTF-8"));
    CHECK(has("FOO=a b=c"));
    CHECK(has("/tmp"));
    CHECK(has("30 100"));
}

TEST_CASE("R15: wait returns the program's exit status at once and while the session lingers")
{
    const Server server;
    for (const auto& [name, script, status] : {std::tuple{"zero", "exit 0", 0},
                                               {"seven", "exit 7", 7},
                                               {"killed", "kill -KILL $$", 128 + 9},
                                               {"term", "kill -TERM $$", 128 + 15}}) {
        server.ok({"new", "-d", "-n", name, "--", "sh", "-c", script});

        CHECK(server.cleat({"wait", name, "--exit", "--timeout", "60s"}).status == status);
        CHECK(server.cleat({"wait", name, "--exit", "--timeout", "60s"}).status == status);
        const auto info = server.info(name);
        CHECK(info["state"] == "ended");
        if (status < 128) CHECK(info["exit_status"] == status);
        else CHECK(info["signal"] == status - 128);
    }
}

TEST_CASE("R14: a program that cannot be run is an error, not a short-lived session")
{
    const Server server;
    server.start();
    std::ofstream(server.directory() / "plain") << "text\n";

    const Finished missing = server.cleat({"new", "-d", "-n", "a", "--", "no-such-program"});
    const Finished plain = server.cleat({"new", "-d", "-n", "b", "--", (server.directory() / "plain").string()});
    const Finished nowhere = server.cleat({"new", "-d", "-n", "c", "-C", "/no/such/directory"});

    CHECK(missing.status == 127);
    CHECK(missing.err == "cleat: no program \"no-such-program\"\n");
    CHECK(plain.status == 126);
    CHECK(plain.err.find("ermission denied") != std::string::npos);
    CHECK(nowhere.status == 123);
    CHECK(nowhere.err.find("/no/such/directory") != std::string::npos);
    CHECK(server.ok({"ls"}).empty());
}

TEST_CASE("without a usable SHELL another shell is used")
{
    const Server server;

    server.ok({"new", "-d", "-n", "work", "-e", "SHELL=/no/such/shell"});
    server.ask("work", "echo shell=$0", "^shell=.*bash$");
}

TEST_CASE("R1: everything that a program wrote just before its exit is kept")
{
    const Server server;
    server.ok({"new", "-d", "-n", "flood", "--", "sh", "-c", "seq 1 150000; echo end"});

    CHECK(server.cleat({"wait", "flood", "--exit", "--timeout", "60s"}).status == 0);

    const std::string all = server.ok({"snapshot", "flood", "--history"});
    CHECK(all.find("\n150000\nend\n") != std::string::npos);
    CHECK(count_lines(all) >= 10'000);
    CHECK(server.info("flood")["output_incomplete"] == false);
}

TEST_CASE("R1: an exit with a background process is reported in two seconds, with output_incomplete set")
{
    const Server server;
    server.ok(
        {"new", "-d", "-n", "bg", "--", "sh", "-c", "(trap '' HUP; echo started; exec sleep 1000) & read x; exit 3"});
    server.ok({"wait", "bg", "--text", "^started$", "--timeout", "60s"});
    server.enter("bg", "");

    CHECK(server.cleat({"wait", "bg", "--exit", "--timeout", "10s"}).status == 3);
    CHECK(server.info("bg")["output_incomplete"] == true);
}

TEST_CASE("a verb without a name applies to the session it runs in, even if that was renamed")
{
    const Server server;
    server.ok({"new", "-d", "-n", "other"});
    server.ok({"new", "-d", "-n", "one"});
    server.ok({"rename", "one", "two"});
    server.ok({"send", "other", "--text", "x"}); // the session used last is another

    server.ask("two", "echo he''re", "^here$");
    const std::string file = (server.directory() / "screen").string();
    server.ask("two", Server::program() + " snapshot >" + file + "; echo st=$?", "^st=0$");
    std::ifstream taken(file);
    const std::string screen{std::istreambuf_iterator<char>(taken), {}};
    CHECK(screen.find("\nhere\n") != std::string::npos);
    CHECK(server.cleat({"snapshot", "#99"}).err == "cleat: no session \"#99\"\n");
}

TEST_CASE("R9: kill ends every process group of a session before it returns")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work"});
    server.ask("work", "set -m; (trap '' HUP TERM; exec sleep 1000) & echo bg=$!", "^bg=[0-9]+$");
    const std::string text = server.screen("work");
    const auto background = static_cast<pid_t>(std::stol(text.substr(text.rfind("\nbg=") + 4)));
    const auto shell = server.info("work")["pid"].get<pid_t>();
    CHECK(is_alive(background));

    server.ok({"kill", "work"});

    CHECK_FALSE(is_alive(shell));
    CHECK(eventually([&] { return !is_alive(background); }));
    CHECK(server.info("work")["state"] == "ended");
    CHECK(server.cleat({"kill", "work"}).err == "cleat: session \"work\" has ended\n");
}

TEST_CASE("kill --signal sends the signal and does nothing else")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c",
               "trap 'echo got it' USR1; echo ready; while :; do sleep 0.1; done"});
    server.ok({"wait", "work", "--text", "^ready$", "--timeout", "60s"});

    server.ok({"kill", "work", "--signal", "USR1"});

    server.ok({"wait", "work", "--text", "^got it$", "--timeout", "60s"});
    CHECK(server.info("work")["state"] == "running");
}

TEST_CASE("resize sets the size that the program sees")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work"});

    server.ok({"resize", "work", "132x43"});

    server.ask("work", "stty size", "^43 132$");
}

TEST_CASE("a snapshot as text has exactly one line per row of the screen")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "-s", "40x10", "--", "sh", "-c", "seq 1 30; printf 'x   '; sleep 1000"});
    server.ok({"wait", "work", "--text", "^x$", "--timeout", "60s"});

    CHECK(server.screen("work") == "22\n23\n24\n25\n26\n27\n28\n29\n30\nx\n");
    CHECK(server.ok({"snapshot", "work", "--history=2"}).substr(0, 9) == "20\n21\n22\n");
    CHECK(count_lines(server.ok({"snapshot", "work", "--history"})) == 31);
}

TEST_CASE("an option, else the configuration, sets how many lines of history a session keeps")
{
    const Server server;
    const auto home = std::filesystem::path(server.variables().at("XDG_CONFIG_HOME")) / "cleat";
    std::filesystem::create_directories(home);
    std::ofstream(home / "config.toml") << "[session]\nhistory-lines = 7\n";
    const auto lines_of = [&server](const std::string& name, std::vector<std::string> more) {
        std::vector<std::string> arguments{"new", "-d", "-n", name};
        arguments.insert(arguments.end(), more.begin(), more.end());
        arguments.insert(arguments.end(), {"--", "sh", "-c", "seq 100; read x"});
        server.ok(arguments);
        server.ok({"wait", name, "--text", "^100$"});
        return server.snapshot(name)["history"]["lines"].get<int>();
    };

    CHECK(lines_of("configured", {}) == 7);
    CHECK(lines_of("requested", {"--history-lines", "20"}) == 20);
    CHECK(lines_of("fewest", {"--history-lines", "0"}) == 1);
    CHECK(server.cleat({"new", "-d", "--history-lines", "many"}).status != 0);
}

TEST_CASE("a snapshot as JSON has cells, cursor, modes, title and history numbers")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "-s", "40x4", "--", "sh", "-c",
               "seq 1 9; printf '\\033]2;a title\\007\\033[?2004h\\033[1;31mred\\033[0m \\033[4:3;38;2;1;2;3mrgb\\033[m"
               "\\033]8;;http://example.org/\\033\\\\link\\033]8;;\\033\\\\'; sleep 1000"});
    server.ok({"wait", "work", "--text", "link", "--timeout", "60s"});

    const auto taken = server.snapshot("work");

    CHECK(taken["title"] == "a title");
    CHECK(taken["modes"]["bracketed_paste"] == true);
    CHECK(taken["cursor"]["row"] == 3);
    CHECK(taken["cursor"]["column"] == 11);
    CHECK(taken["history"]["lines"] == 6);
    CHECK(taken["history"]["first"] == 0);
    CHECK(taken["offset"].get<long>() > 0);
    const auto& runs = taken["lines"][3]["runs"];
    CHECK(runs[0]["text"] == "red");
    CHECK(runs[0]["fg"] == 1);
    CHECK(runs[0]["bold"] == true);
    CHECK(runs[2]["text"] == "rgb");
    CHECK(runs[2]["fg"] == "#010203");
    CHECK(runs[2]["underline"] == "curly");
    CHECK(runs[3]["link"] == "http://example.org/");
}

TEST_CASE("a snapshot as VT bytes reproduces the screen on another terminal")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "-s", "40x6", "--", "sh", "-c",
               "seq 1 20; printf '\\033[7mreverse\\033[m \\033[38;5;200mpink\\033[3;10r\\033[?25l'; sleep 1000"});
    server.ok({"wait", "work", "--text", "pink", "--timeout", "60s"});

    const Screen screen = server.model("work");

    CHECK(screen.text() == server.screen("work"));
    CHECK_FALSE(screen.cursor.visible);
}

TEST_CASE("keys, text and pastes are sent in the order given")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "stty raw -echo; printf 'ready\\r\\n'; cat -v"});
    server.ok({"wait", "work", "--text", "^ready$", "--timeout", "60s"});

    std::string offset = server.ok(
        {"send", "work", "--text", "a", "--keys", "C-b Enter Up F5 M-x", "--paste", "-", "--text", "z"}, "paste");
    offset.erase(offset.find('\n'));

    server.ok({"wait", "work", "--after", offset, "--text", "a\\^B\\^M\\^\\[\\[A\\^\\[\\[15~\\^\\[xpastez", "--timeout",
               "30s"});
}

TEST_CASE("a wait for text after an offset ignores earlier output")
{
    const Server server;
    server.ok(
        {"new", "-d", "-n", "work", "--", "sh", "-c", "echo needle; while read -r line; do echo \"got $line\"; done"});
    server.ok({"wait", "work", "--text", "needle", "--timeout", "60s"});
    const std::string offset = server.enter("work", "hay");

    const Finished stale = server.cleat({"wait", "work", "--text", "^needle", "--after", offset, "--timeout", "300ms"});
    CHECK(stale.status == 124);

    server.ok({"wait", "work", "--text", "^got hay$", "--after", offset, "--timeout", "60s"});
}

TEST_CASE("a wait after an offset finds a line that has scrolled away since")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work"});

    const std::string offset = server.enter("work", "echo nee''dle; seq 1 3000; echo do''ne");
    server.await("work", "^done$", offset);

    CHECK(server.ok({"wait", "work", "--text", "^needle$", "--after", offset, "--timeout", "60s"}) == "needle\n");
}

TEST_CASE("wait returns when the session is idle and when it has ended")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "seq 1 1000; read x; exit 4"});

    server.ok({"wait", "work", "--idle", "100ms", "--timeout", "60s"});
    CHECK(server.screen("work").find("1000\n") != std::string::npos);
    const Finished late = server.cleat({"wait", "work", "--exit", "--timeout", "100ms"});
    CHECK(late.status == 124);
    server.enter("work", "");

    CHECK(server.cleat({"wait", "work", "--exit", "--timeout", "60s"}).status == 4);
    CHECK(server.cleat({"wait", "work", "--text", "never"}).err ==
          "cleat: session \"work\" ended before the condition was met\n");
}

TEST_CASE("stopping the server ends every program")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sleep", "1000"});
    const auto pid = server.info("work")["pid"].get<pid_t>();
    const pid_t keeper = server.keeper();

    server.ok({"server", "stop"});

    CHECK(eventually([&] { return !is_alive(pid) && !is_alive(keeper); }));
    CHECK(server.cleat({"server", "status"}).status == 119);
    CHECK_FALSE(std::filesystem::exists(server.socket()));
}

TEST_CASE("a pattern can match a prompt with or without its trailing blank")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "printf '>>> '; exec cat"});

    CHECK(server.ok({"wait", "work", "--text", "^>>> $", "--timeout", "60s"}) == ">>> \n");
    CHECK(server.ok({"wait", "work", "--text", ">>>$", "--timeout", "60s"}) == ">>>\n");
}
