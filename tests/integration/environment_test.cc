// What a session's program gets to know about its user's terminal, locale and host.
#include "tests/support/needs_root.h"
#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <sys/resource.h>

#include <filesystem>
#include <fstream>

using namespace cleat::test;
namespace fs = std::filesystem;

namespace {

/// Runs `cleat` with additional variables.
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

TEST_CASE("R17: the locale is the client's, and TERM names the server's own terminal")
{
    const Server server;
    const auto shown = [&server](const char* name, const Variables& more) {
        const Finished made = cleat_with(server,
                                         {"new", "-d", "-n", name, "--", "sh", "-c",
                                          "echo \"$TERM,$COLORTERM,$LANG,$LC_TIME\"; echo done; exec cat"},
                                         more);
        CHECK(made.status == 0);
        server.ok({"wait", name, "--text", "^done$", "--timeout", "60s"});
        const std::string screen = server.screen(name);
        return screen.substr(0, screen.find('\n'));
    };

    CHECK(shown("german", {{"TERM", "vt100"}, {"COLORTERM", ""}, {"LANG", "de_DE.UTF-8"}, {"LC_TIME", "C"}}) ==
          "xterm-256color,truecolor,de_DE.UTF-8,C");
    CHECK(shown("none", {{"TERM", ""}, {"LANG", ""}, {"LC_TIME", ""}}) == "xterm-256color,truecolor,C.UTF-8,");
    CHECK(cleat_with(server, {"new", "-d", "-n", "given", "-e", "TERM=tmux", "--", "sh", "-c", "echo $TERM; exec cat"},
                     {})
              .status == 0);
    server.ok({"wait", "given", "--text", "^tmux$", "--timeout", "60s"});
}

TEST_CASE("SSH_AUTH_SOCK keeps its path and leads to the agent of the latest controller")
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
    const std::string output = server.ok({"env", "work"});
    CHECK(output.find("export DISPLAY='host'\\''s:2'\n") != std::string::npos);
    CHECK(output.find("/SSH_AUTH_SOCK\n") != std::string::npos);
    const std::string inside =
        shell(server, "work", "clear; eval \"$('" + Server::program() + "' env)\"; echo $DISPLAY");
    CHECK(inside.find("host's:2\n") != std::string::npos);
}

TEST_CASE("a session created without an agent gets one when a client with an agent attaches")
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

TEST_CASE("--via sends no followed variables, and a session's links are removed with it")
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

namespace {

/// The output of `env`, `umask` and `nice` in a new session, created with these variables by a shell that has run the
/// command `before`. Starts with a newline.
std::string exec_environment(const Server& server, const Variables& more, const std::string& before = ":",
                             std::vector<std::string> options = {})
{
    std::vector<std::string> command{"sh", "-c", before + R"(; exec "$@")", "sh", Server::program(), "exec"};
    command.insert(command.end(), options.begin(), options.end());
    command.insert(command.end(), {"--", "sh", "-c", "env; echo umask $(umask); echo nice $(nice)"});
    Variables variables = server.variables();
    for (const auto& [key, value] : more) variables[key] = value;
    const Finished output = run(command, variables);
    CHECK(output.err.empty());
    CHECK(output.status == 0);
    return '\n' + output.out;
}

bool has_line(const std::string& text, const std::string& line)
{
    return text.find('\n' + line + '\n') != std::string::npos;
}

bool has_variable(const std::string& text, const std::string& name)
{
    return text.find('\n' + name + '=') != std::string::npos;
}

} // namespace

TEST_CASE("a program's environment, umask and niceness come from its creator, not from the server's starter")
{
    const Server server;
    const std::string nice = std::to_string(::getpriority(PRIO_PROCESS, 0));
    const std::string first = exec_environment(server,
                                               {{"OF_THE_STARTER", "1"},
                                                {"KITTY_PID", "7"},
                                                {"NVIM", "/run/nvim"},
                                                {"SSH_TTY", "/dev/pts/9"},
                                                {"ZELLIJ", "0"}},
                                               "umask 027");
    CHECK(has_line(first, "OF_THE_STARTER=1"));
    CHECK(has_line(first, "umask 0027"));
    CHECK(has_line(first, "nice " + nice));
    for (const char* const name : {"KITTY_PID", "NVIM", "SSH_TTY", "ZELLIJ"}) CHECK_FALSE(has_variable(first, name));

    const std::string second = exec_environment(
        server, {{"OF_THE_CLIENT", "two words"}, {"TZ", "Asia/Tokyo"}, {"PATH", "/nowhere:/usr/bin:/bin"}},
        "umask 077; renice -n 19 -p $$ >/dev/null", {"-e", "NVIM=given"});
    CHECK(has_line(second, "OF_THE_CLIENT=two words"));
    CHECK(has_line(second, "TZ=Asia/Tokyo"));
    CHECK(has_line(second, "PATH=/nowhere:/usr/bin:/bin"));
    CHECK(has_line(second, "NVIM=given"));
    CHECK(has_line(second, "umask 0077"));
    CHECK(has_line(second, "nice 19"));
    CHECK_FALSE(has_variable(second, "OF_THE_STARTER"));

    const std::string third = exec_environment(server, {}, "unset HOME TZ; umask 0");
    CHECK(has_line(third, "umask 0000"));
    CHECK(has_line(third, "nice " + nice));
    CHECK(has_line(third, "HOME=" + server.directory().string())); // the server's, as the client has none
}

TEST_CASE("the configuration decides which variables of the client a program gets")
{
    const Server server;
    fs::create_directories(server.directory() / "config" / "cleat");
    std::ofstream(server.directory() / "config" / "cleat" / "config.toml")
        << "[session]\nenvironment = ['*', 'SSH_TTY']\nenvironment-exclude = ['SECRET_*', 'TOKEN']\n";

    const std::string output = exec_environment(
        server, {{"SSH_TTY", "/dev/pts/9"}, {"SSH_CLIENT", "x"}, {"SECRET_KEY", "1"}, {"TOKEN", "2"}, {"TOKENS", "3"}});

    CHECK(has_line(output, "SSH_TTY=/dev/pts/9"));
    CHECK(has_line(output, "TOKENS=3"));
    for (const char* const name : {"SSH_CLIENT", "SECRET_KEY", "TOKEN"}) CHECK_FALSE(has_variable(output, name));
}

TEST_CASE("a program that root starts as another user gets only login variables and a login's umask")
{
    const Server server;
    NEEDS_ROOT();
    const std::string output = exec_environment(server, {{"OF_THE_CLIENT", "1"}, {"LANG", "C.UTF-8"}}, "umask 077",
                                                {"-u", "nobody", "-C", "/"});

    CHECK_FALSE(has_variable(output, "OF_THE_CLIENT"));
    CHECK(has_line(output, "USER=nobody"));
    CHECK(has_line(output, "umask 0022"));
}

TEST_CASE("an unusable working directory is an error and is never replaced by another one")
{
    const Server server;
    const auto directory = server.directory() / "place";
    fs::create_directory(directory);
    const auto tried = [&](const std::string& before, std::vector<std::string> arguments) {
        std::vector<std::string> command{"sh", "-c", "cd " + directory.string() + " && " + before + R"( && exec "$@")",
                                         "sh", Server::program()};
        command.insert(command.end(), arguments.begin(), arguments.end());
        return run(command, server.variables());
    };
    const std::string gone = "mkdir x && cd x && rmdir ../x";

    for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
             {"exec", "--", "pwd"},
             {"exec", "-C", ".", "--", "pwd"},
             {"exec", "-C", "..", "--", "pwd"},
             {"new", "-d", "-n", "lost", "--", "cat"},
             {"new", "-d", "-n", "lost", "--record", "x.cast", "-C", "/", "--", "cat"}}) {
        const Finished refused = tried(gone, arguments);
        CHECK(refused.status == 123);
        CHECK(refused.out.empty());
        CHECK(refused.err.find("directory") != std::string::npos);
    }
    CHECK(tried("true", {"exec", "-C", "", "--", "pwd"}).status == 120);
    CHECK(tried("true", {"exec", "-C", "missing", "--", "pwd"}).status == 123);
    CHECK(tried("true", {"exec", "-C", "/missing", "--", "pwd"}).status != 0);
    CHECK(server.info("lost").is_null());
    CHECK(tried(gone, {"exec", "-C", "/", "--", "pwd"}).out == "/\n");

    // Attaching needs no working directory.
    server.ok({"new", "-d", "-n", "there", "--", "sh", "-c", "echo shown; exec cat"});
    OuterTerminal terminal(
        {"sh", "-c", "cd " + directory.string() + " && " + gone + " && exec \"$0\" attach -c there", Server::program()},
        server.variables());
    CHECK(terminal.until_text("shown"));

    // ".." after a link is the parent of its target.
    fs::create_directories(directory / "deep" / "inner");
    fs::create_directory_symlink(directory / "deep" / "inner", directory / "link");
    CHECK(tried("true", {"exec", "-C", "link/..", "--", "pwd"}).out == (directory / "deep").string() + "\n");
}
