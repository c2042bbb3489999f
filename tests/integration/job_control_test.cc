#include "tests/support/server.h"
#include "tests/support/usage.h"

#include <doctest/doctest.h>

#include <csignal>
#include <fstream>
#include <sstream>

using namespace cleat;
using namespace cleat::test;

namespace {

const std::vector<std::string> BASH = {"bash", "--norc", "--noprofile", "-i"};
const std::vector<std::string> ZSH = {"zsh", "-f", "-i"};

/// A shell with job control, in which a client can be stopped.
class Shell {
 public:
    Shell(const Server& server, const std::vector<std::string>& command)
        : server_(server), outer(command, with_prompt(server))
    {
        REQUIRE(outer.until_text("PROMPT>"));
        settings_ = settings();
    }

    /// Runs a command line and waits for its end.
    void run(const std::string& line)
    {
        const std::string done = "done" + std::to_string(++lines_);
        outer.type(line + "; echo do''" + done.substr(2) + "\r");
        REQUIRE(outer.until_text("\n" + done));
    }
    /// The terminal settings that the shell's commands see.
    std::string settings()
    {
        const auto file = server_.directory() / ("settings" + std::to_string(lines_));
        run("stty -a > " + file.string());
        std::ifstream in(file);
        std::ostringstream out;
        out << in.rdbuf();
        // Without the size.
        return out.str().substr(out.str().find("speed"), 12) + out.str().substr(out.str().find('\n'));
    }
    /// Checks that the shell has the terminal back in its former state.
    void check_restored()
    {
        CHECK(settings() == settings_);
        const Screen screen = outer.screen();
        CHECK(screen.active == Side::primary);
        CHECK(screen.modes.mouse_tracking == MouseTracking::off);
        CHECK_FALSE(screen.modes.cursor_keys);
        CHECK_FALSE(screen.modes.focus_reports);
        CHECK_FALSE(screen.modes.reverse_screen);
        CHECK(screen.cursor.visible);
        CHECK(screen.cursor.shape == CursorShape::standard);
        CHECK(screen.palette.empty());
    }

 private:
    static Variables with_prompt(const Server& server)
    {
        Variables out = server.variables();
        out["PS1"] = "PROMPT>";
        out["HISTFILE"] = "/dev/null";
        out["ENV"] = "";
        return out;
    }

    const Server& server_;
    int lines_ = 0;
    std::string settings_;

 public:
    OuterTerminal outer;
};

pid_t client_of(const Server& server)
{
    const auto clients = nlohmann::json::parse(server.ok({"clients", "work", "--json"}));
    return clients.at(0).at("pid").get<pid_t>();
}

char state_of(pid_t pid)
{
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    std::string line;
    std::getline(stat, line);
    const auto name = line.rfind(')');
    return name == std::string::npos ? '?' : line.at(name + 2);
}

void new_session_with_modes(const Server& server)
{
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c",
               "stty raw -echo; printf '\\033[?1003;1006;1004;2004;1h\\033[5 q\\033]4;1;#123456\\007ready\\r\\n'; exec "
               "cat -v"});
    server.ok({"wait", "work", "--text", "ready", "--timeout", "60s"});
}

bool is_attached(OuterTerminal& outer)
{
    return outer.until([&] {
        const Screen screen = outer.screen();
        return screen.text().find("ready") != std::string::npos &&
               screen.modes.mouse_tracking == MouseTracking::motion && screen.modes.cursor_keys &&
               screen.cursor.shape == CursorShape::bar;
    });
}

void check_stop_and_continue(const std::vector<std::string>& command)
{
    const Server server;
    new_session_with_modes(server);
    Shell shell(server, command);
    OuterTerminal& outer = shell.outer;
    outer.type(Server::program() + " attach work\r");
    REQUIRE(is_attached(outer));
    const pid_t client = client_of(server);

    // By a signal.
    ::kill(client, SIGTSTP);
    REQUIRE(eventually([&] { return state_of(client) == 'T'; }));
    shell.check_restored();
    outer.resize({30, 100});
    outer.type("fg\r");
    REQUIRE(is_attached(outer));
    CHECK(outer.until([&] { return server.info("work")["columns"] == 100; }));
    outer.type("once ");
    CHECK(outer.until_text("\nonce"));

    // By the escape key.
    outer.type("\x1cz");
    REQUIRE(eventually([&] { return state_of(client) == 'T'; }));
    shell.check_restored();

    // Continued in the background it stops again and does not touch the terminal.
    const std::size_t before = outer.bytes().size();
    ::kill(client, SIGCONT);
    REQUIRE(outer.until([&] { return state_of(client) == 'T'; }));
    CHECK(outer.bytes().substr(before).find("\x1b[?1049h") == std::string::npos);
    shell.check_restored();
    outer.type("fg\r");
    REQUIRE(is_attached(outer));
    outer.type("twice");
    CHECK(outer.until_text("\nonce twice"));

    // SIGSTOP gives it no time to restore the terminal.
    ::kill(client, SIGSTOP);
    shell.run("stty sane; printf '\\033[?1003;1004;1l\\033[ q'");
    outer.type("fg\r");
    REQUIRE(is_attached(outer));
    outer.type("!");
    CHECK(outer.until_text("\nonce twice!"));
    outer.type("\x1c"
               "d");
    CHECK(outer.until_text("[detached from work]"));
}

} // namespace

TEST_CASE("stopping restores the terminal and continuing takes it over again: in bash")
{
    check_stop_and_continue(BASH);
}

TEST_CASE("stopping restores the terminal and continuing takes it over again: in zsh")
{
    check_stop_and_continue(ZSH);
}

TEST_CASE("a stopped client exits when it is terminated")
{
    const Server server;
    new_session_with_modes(server);
    Shell shell(server, BASH);
    shell.outer.type(Server::program() + " attach work\r");
    REQUIRE(is_attached(shell.outer));
    const pid_t client = client_of(server);
    shell.outer.type("\x1cz");
    REQUIRE(eventually([&] { return state_of(client) == 'T'; }));

    shell.run("kill %1");

    CHECK(shell.outer.until([&] { return server.info("work")["controllers"] == 0; }));
    shell.check_restored();
}

TEST_CASE("a client that no shell could continue does not stop, and says so")
{
    const Server server;
    new_session_with_modes(server);
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(is_attached(outer));

    outer.type("\x1cz");

    CHECK(outer.until_text("not suspended"));
    CHECK(is_attached(outer));
    outer.type("typed");
    CHECK(outer.until_text("\ntyped"));
}

TEST_CASE("a player and a dashboard can be stopped and continued, too")
{
    const Server server;
    new_session_with_modes(server);
    const auto cast = server.directory() / "a.cast";
    std::ofstream(cast) << R"({"version":2,"width":80,"height":24})"
                        << "\n"
                        << R"([0.1,"o","recorded"])"
                        << "\n"
                        << R"([100,"o","end"])"
                        << "\n";
    for (const auto& [verb, text] : {std::pair{"watch", std::string("work")}, {"play", std::string("recorded")}}) {
        INFO(verb);
        Shell shell(server, BASH);
        OuterTerminal& outer = shell.outer;
        const auto is_shown = [&, text = text] {
            return outer.until([&] {
                return outer.screen().active == Side::alternate && outer.text().find(text) != std::string::npos;
            });
        };
        outer.type(Server::program() + " " + verb + (std::string(verb) == "play" ? " " + cast.string() : "") + "\r");
        REQUIRE(is_shown());

        outer.type("\x1a");
        REQUIRE(outer.until([&] { return outer.screen().active == Side::primary; }));
        REQUIRE(outer.until_text("Stopped"));
        shell.check_restored();
        outer.type("fg\r");
        CHECK(is_shown());
        outer.type("q");
        CHECK(outer.until([&] { return outer.screen().active == Side::primary; }));
        shell.check_restored();
    }
}

TEST_CASE("the key that stops a player also stops that of a session's recent history")
{
    const Server server;
    new_session_with_modes(server);
    for (const std::string verb : {"attach", "play"}) {
        INFO(verb);
        Shell shell(server, BASH);
        OuterTerminal& outer = shell.outer;
        const auto is_in_history = [&] {
            return outer.until([&] {
                return outer.screen().active == Side::alternate && outer.text().find("q live") != std::string::npos;
            });
        };
        outer.type(Server::program() + " " + verb + " work\r");
        if (verb == "attach") {
            REQUIRE(outer.until([&] { return is_attached(outer); }));
            outer.type("\x1cr");
        }
        REQUIRE(is_in_history());

        outer.type("\x1a");
        REQUIRE(outer.until_text("Stopped"));
        shell.check_restored();
        outer.type("fg\r");
        CHECK(is_in_history());
        outer.type("\x1c\x64");
        CHECK(outer.until([&] { return outer.screen().active == Side::primary; }));
        shell.check_restored();
    }
}
