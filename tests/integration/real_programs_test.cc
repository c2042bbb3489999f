#include "tests/support/look.h"
#include "tests/support/server.h"
#include "tests/support/tmux.h"

#include <doctest/doctest.h>

#include <csignal>
#include <fstream>

using namespace cleat;
using namespace cleat::test;

namespace {

const Size SMALL{24, 80};
const Size LARGE{57, 203};

/// Checks that the client in tmux shows the session, cell for cell. The program must not be changing its screen.
void check_shown(const Server& server, const Tmux& tmux, const std::string& pane, Size size)
{
    server.ok({"wait", "work", "--shown", "--timeout", "60s"});
    const Screen model = server.model("work");
    REQUIRE(model.size == size);
    // The client's output may still be on its way through tmux.
    std::string difference;
    const bool same = eventually([&] {
        difference = difference_in_look(tmux.screen(pane, size).rows(), model.rows());
        return difference.empty();
    });
    INFO("tmux and the session: " << difference);
    CHECK(same);
}

/// Attaches in a new pane of that size.
void attach(const Server& server, const Tmux& tmux, const std::string& pane, Size size)
{
    tmux.open(pane, size, {Server::program(), "attach", "work"}, server.variables());
    REQUIRE(eventually([&] { return server.info("work")["columns"] == size.columns; }));
}

void detach(const Tmux& tmux, const std::string& pane)
{
    tmux.type(pane, {"C-\\", "d"});
    const bool detached = tmux.until_text(pane, "[detached from work]");
    INFO("the pane shows:\n" << tmux.text(pane));
    CHECK(detached);
}

/// Does `work` in a pane of one size, then checks the session from a pane of another size and one of the first size.
template <class Work>
void through_reattachment(const Server& server, Work&& work)
{
    const Tmux tmux;
    server.ok({"new", "-d", "-n", "work"});
    attach(server, tmux, "first", SMALL);
    work(tmux, "first");
    server.ok({"wait", "work", "--idle", "200ms", "--timeout", "60s"});
    check_shown(server, tmux, "first", SMALL);
    detach(tmux, "first");

    attach(server, tmux, "second", LARGE);
    server.ok({"wait", "work", "--idle", "200ms", "--timeout", "60s"});
    check_shown(server, tmux, "second", LARGE);
    detach(tmux, "second");

    attach(server, tmux, "third", SMALL);
    server.ok({"wait", "work", "--idle", "200ms", "--timeout", "60s"});
    check_shown(server, tmux, "third", SMALL);
    detach(tmux, "third");
}

pid_t find_program(const std::string& name)
{
    const Finished found = run({"pgrep", "-n", "-x", name});
    return found.status == 0 ? static_cast<pid_t>(std::stol(found.out)) : 0;
}

} // namespace

TEST_CASE("bash, with colours and a long line being edited, looks the same in tmux and from other terminals")
{
    const Server server;
    through_reattachment(server, [&](const Tmux& tmux, const std::string& pane) {
        tmux.type(pane, {"ls --color=always / /etc | head -60", "Enter"});
        tmux.type(pane, {"printf '\\033[1mbold\\033[m \\033[3;4;38;5;202morange\\033[m \\033[7mreverse\\033[m "
                         "\\033[48;2;10;90;40mgreen\\033[m\\n'",
                         "Enter"});
        tmux.type(pane,
                  {"echo this is a line that is longer than the terminal is wide so that it has to be wrapped by the "
                   "shell and edited in the middle",
                   "C-a", "C-f", "C-f"});
    });
}

TEST_CASE("vim looks the same in tmux and from other terminals, and leaves the shell's screen as it was")
{
    const Server server;
    const std::string file = (server.directory() / "file.c").string();
    std::ofstream out(file);
    for (int i = 0; i < 200; ++i)
        out << "int f" << i << "(void) { return " << i << "; } /* a comment, \"a string\" */\n";
    out.close();
    const Tmux tmux;
    server.ok({"new", "-d", "-n", "work"});
    attach(server, tmux, "first", SMALL);
    server.ask("work", "echo be''fore vim", "^before vim$");
    const std::string shell_screen = server.screen("work");

    tmux.type("first", {"vim -u NONE -N -c 'syntax on' -c 'set number hlsearch mouse=a' " + file, "Enter"});
    REQUIRE(tmux.until_text("first", "int f1(void)"));
    tmux.type("first", {"/comment", "Enter", ":vsplit", "Enter", "50j"});
    REQUIRE(tmux.until_text("first", "int f50(void)"));
    server.ok({"wait", "work", "--idle", "200ms", "--timeout", "60s"});
    check_shown(server, tmux, "first", SMALL);
    detach(tmux, "first");
    attach(server, tmux, "second", LARGE);
    server.ok({"wait", "work", "--idle", "200ms", "--timeout", "60s"});
    check_shown(server, tmux, "second", LARGE);
    CHECK(tmux.format("second", "#{alternate_on}#{mouse_any_flag}") == "11");
    detach(tmux, "second");
    CHECK(tmux.format("second", "#{alternate_on}#{mouse_any_flag}") == "00");

    attach(server, tmux, "third", SMALL);
    tmux.type("third", {"Escape", ":qa!", "Enter"});
    REQUIRE(eventually([&] { return server.snapshot("work")["screen"] == "primary"; }));
    server.ok({"wait", "work", "--idle", "200ms", "--timeout", "60s"});

    // Below the old lines the shell has written a new prompt; the command line that started vim is there, too.
    const std::string after = server.screen("work");
    CHECK(after.substr(0, after.find("before vim\n")) == shell_screen.substr(0, shell_screen.find("before vim\n")));
    CHECK(after.find("int f") == std::string::npos);
    check_shown(server, tmux, "third", SMALL);
}

TEST_CASE("less looks the same in tmux and from other terminals")
{
    const Server server;
    through_reattachment(server, [&](const Tmux& tmux, const std::string& pane) {
        tmux.type(pane, {"seq 1 10000 | sed 's/7/seven/' | less", "Enter"});
        REQUIRE(tmux.until_text(pane, "seven"));
        tmux.type(pane, {"/seven", "Enter", "n", "n", "Space"});
    });
}

TEST_CASE("htop looks the same in tmux and from another terminal")
{
    const Server server;
    const Tmux tmux;
    server.ok({"new", "-d", "-n", "work"});
    for (const auto& [pane, size] : {std::pair{"first", SMALL}, {"second", LARGE}}) {
        attach(server, tmux, pane, size);
        if (std::string(pane) == "first") tmux.type(pane, {"htop -d 2", "Enter"});
        REQUIRE(tmux.until_text(pane, "Load average"));
        const pid_t htop = find_program("htop");
        REQUIRE(htop > 0);
        ::kill(htop, SIGSTOP);
        server.ok({"wait", "work", "--idle", "200ms", "--timeout", "60s"});
        check_shown(server, tmux, pane, size);
        ::kill(htop, SIGCONT);
        detach(tmux, pane);
    }
}

TEST_CASE("ten megabytes of colours end on the same screen in tmux")
{
    const Server server;
    const std::string file = (server.directory() / "coloured").string();
    std::ofstream out(file);
    for (long bytes = 0, n = 0; bytes < 10'000'000; ++n) {
        std::string line;
        for (int i = 0; i < 8; ++i)
            line += "\x1b[" + std::to_string(30 + (n + i) % 8) + ";1mword" + std::to_string(n) + "\x1b[48;5;" +
                    std::to_string((n * 7 + i) % 256) + "m \x1b[0m";
        out << line << '\n';
        bytes += static_cast<long>(line.size());
    }
    out.close();
    through_reattachment(server, [&](const Tmux& tmux, const std::string& pane) {
        tmux.type(pane, {"cat " + file + "; echo do''ne", "Enter"});
        REQUIRE(tmux.until_text(pane, "done"));
    });
}

TEST_CASE("tmux's history has every line that scrolled off, once and in order")
{
    const Server server;
    const Tmux tmux;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "echo ready; read x; seq 1 500; echo done; read x"});
    attach(server, tmux, "first", SMALL);
    REQUIRE(tmux.until_text("first", "ready"));

    tmux.type("first", {"Enter"});
    REQUIRE(tmux.until_text("first", "done"));

    std::string wanted = "ready\n\n";
    for (int i = 1; i <= 500; ++i) wanted += std::to_string(i) + "\n";
    CHECK(tmux.everything("first").find(wanted + "done\n") != std::string::npos);
}

TEST_CASE("tmux's terminal is restored when the client is terminated and when the server is killed")
{
    const std::string turn_on = "printf '\\033[?1049h\\033[?1003;1006;1004;2004;1h\\033=\\033[?25lall on'; read x";
    const std::string state =
        "#{alternate_on}#{mouse_any_flag}#{mouse_sgr_flag}#{cursor_flag}#{keypad_cursor_flag}#{keypad_flag}";
    const Server server;
    const Tmux tmux;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", turn_on});

    for (const std::string end : {"TERM", "HUP", "server"}) {
        // A shell stays in the pane and reports when the client has exited.
        const std::string note = (server.directory() / end).string();
        const std::string script = "exec 3<&0; " + Server::program() + " attach work <&3 & echo $! >" + note +
                                   "; wait $!; echo gone $?; exec cat";
        tmux.open(end, SMALL, {"sh", "-c", script}, server.variables());
        REQUIRE(eventually([&] { return server.info("work")["controllers"] == 1; }));
        std::ifstream file(server.directory() / end);
        long client = 0;
        REQUIRE(eventually([&] {
            file.clear();
            file.seekg(0);
            return static_cast<bool>(file >> client);
        }));
        if (end == "server") {
            const pid_t keeper = server.keeper();
            const pid_t worker = server.worker();
            ::kill(keeper, SIGKILL);
            ::kill(worker, SIGKILL);
        } else {
            ::kill(static_cast<pid_t>(client), end == "TERM" ? SIGTERM : SIGHUP);
        }
        REQUIRE(tmux.until_text(end, "gone"));
        CHECK(tmux.format(end, state) == "000100");
    }
}
