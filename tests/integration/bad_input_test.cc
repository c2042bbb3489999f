#include "common/socket/socket.h"
#include "common/wire/codec.h"
#include "common/wire/frame.h"
#include "tests/support/raw_client.h"
#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <fstream>
#include <random>

using namespace cleat;
using namespace cleat::test;

namespace {

std::string frame_of_length(std::uint32_t length)
{
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(length >> shift));
    return out;
}

void check_alive(const Server& server)
{
    server.ask("work", "echo still he''re", "^still here$");
}

} // namespace

TEST_CASE("an invalid command line gives a one-line message and a status")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work"});
    const auto check = [&](const std::vector<std::string>& arguments, int status, const std::string& message) {
        const Finished finished = server.cleat(arguments);
        INFO(message);
        CHECK(finished.status == status);
        CHECK(finished.err == "cleat: " + message + "\n");
        CHECK(finished.out.empty());
    };

    check({"snapshot", "nobody"}, 119, "no session named \"nobody\"");
    check({"send", "nobody", "--text", "x"}, 119, "no session named \"nobody\"");
    check({"new", "-d", "-n", "work"}, 123, "a session named \"work\" already exists");
    check({"new", "-d", "-n", "a/b"}, 120, "a session's name must contain only letters, digits, and any of . _ - + @");
    check({"new", "-d", "-n", std::string(65, 'x')}, 120, "a session's name must be at most 64 bytes");
    check({"new", "-d", "-n", ".."}, 120, "a session's name must not start with \"-\" or \".\"");
    check({"rename", "work", "a b"}, 120, "a session's name must contain only letters, digits, and any of . _ - + @");
    check({"wait", "work", "--text", "a("}, 120, "the pattern \"a(\" is not a regular expression: missing ): a(");
    check({"kill", "work", "--signal", "NOSUCH"}, 120, "no signal named \"NOSUCH\"");
    check({"new", "-d", "-e", "NOEQUALS"}, 120, "\"NOEQUALS\" is not NAME=VALUE");
    for (const std::string size : {"0x0", "0x24", "80x0", "100000x100000", "80", "80x", "-1x5", "80x24x1"}) {
        CHECK(server.cleat({"resize", "work", size}).status == 120);
        CHECK(server.cleat({"new", "-d", "-s", size}).status == 120);
    }
    for (const std::vector<std::string>& arguments :
         std::vector<std::vector<std::string>>{{"nonsense"},
                                               {"ls", "--nonsense"},
                                               {"wait", "work"},
                                               {"resize", "work"},
                                               {"wait", "work", "--idle", "soon"},
                                               {"send", "work"},
                                               {"snapshot", "work", "--format", "png"},
                                               {"new", "-d", "--linger", "-5"},
                                               {"send", "work", "--keys", "C-nonsense"},
                                               {"attach", "--escape", "x", "work"}}) {
        const Finished finished = server.cleat(arguments);
        CHECK(finished.status == 120);
        CHECK(finished.err.starts_with("cleat: "));
    }
    CHECK(server.cleat({"attach", "work"}).err == "cleat: standard input is not a terminal\n");
    check_alive(server);
}

TEST_CASE("an invalid name or number is always an error")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "echo hello; exec cat"});
    server.ok({"new", "-d", "-n", "other", "--", "cat"});
    server.ok({"wait", "work", "--text", "hello"});
    const std::string cast = (server.directory() / "short.cast").string();
    std::ofstream(cast)
        << "{\"version\": 2, \"width\": 20, \"height\": 5}\n[0.5, \"o\", \"one\"]\n[16.2, \"o\", \" two\"]\n";
    const std::string broken = (server.directory() / "broken.toml").string();
    std::ofstream(broken) << "[session]\nlingre = 3\n";

    const std::vector<std::pair<int, std::vector<std::string>>> wrong{
        {120, {"--config", "/nope", "ls"}},
        {120, {"--config", broken, "ls"}},
        {120, {"--config", "", "ls"}},
        {120, {"--via", "", "ls"}},
        {120, {"--owner", "", "ls"}},
        {119, {"--owner", "no-such-user", "ls"}},
        {119, {"--owner", "99999999999", "ls"}},
        {119, {"--owner", "no-such-user", "watch"}},
        {120, {"snapshot", ""}},
        {120, {"attach", ""}},
        {120, {"new", "-d", "-n", ""}},
        {120, {"snapshot", "work", "--history=-1"}},
        {120, {"snapshot", "work", "--history=99999999999999999999"}},
        {120, {"tail", "work", "-n", "-5"}},
        {120, {"tail", "work", "-n", "1.5"}},
        {120, {"tail", "work", "--since", "99999999999999999999"}},
        {120, {"tail", "work", "--since", "99999"}},
        {120, {"tail", "work", "--stream", "stdout"}},
        {120, {"wait", "work", "--text", "x", "--after", "99999", "--timeout", "1m"}},
        {120, {"wait", "work", "--idle", "1ms", "--after", "-1"}},
        {120, {"detach", "work", "--client", "0"}},
        {119, {"detach", "work", "--client", "99"}},
        {120, {"export", cast, "--to", "text", "--at", "99:00"}},
        {120, {"export", cast, "--to", "svg", "--at", "18"}},
        {120, {"export", cast, "--to", "text", "--from", "99:00"}},
        {120, {"export", cast, "--to", "v3", "--from", "1m"}},
        {120, {"export", cast, "--to", "text", "--at", ""}},
        {120, {"play", cast, "--print-at", "99:00"}},
        {120, {"play", "work", "--print-at", "99:00"}},
    };
    for (const auto& [status, arguments] : wrong) {
        const Finished finished = server.cleat(arguments);
        INFO(nlohmann::json(arguments).dump());
        CHECK(finished.status == status);
        CHECK(finished.out.empty());
        CHECK(finished.err.starts_with("cleat: "));
    }
    CHECK(server.cleat({"export", cast, "--to", "text", "--at", "99:00"}).err ==
          "cleat: 1:39:00 is past the end: the recording ends at 0:16\n");
    for (const char* const moment : {"16", "17", "end"})
        CHECK(server.ok({"export", cast, "--to", "text", "--at", moment}).starts_with("one"));

    // Verbs that need a terminal.
    const auto said_on_a_terminal = [&server](std::vector<std::string> arguments) {
        OuterTerminal terminal = server.terminal(std::move(arguments));
        (void)terminal.finish();
        return terminal.text();
    };
    CHECK(said_on_a_terminal({"watch", "nope"}).starts_with("cleat: no session named \"nope\"\n"));
    CHECK(said_on_a_terminal({"watch", "work", "#99"}).starts_with("cleat: no session named \"#99\"\n"));
    CHECK(said_on_a_terminal({"play", cast, "--at", "99:00"}).find("1:39:00 is past the end") != std::string::npos);
    CHECK(server.info("work")["state"] == "running");
}

TEST_CASE("a pattern on which a backtracking matcher would run forever still times out")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "-s", "1000x24", "--", "sh", "-c", "printf '%0900d' 0 | tr 0 a; sleep 1000"});
    server.ok({"wait", "work", "--text", "aaaa", "--timeout", "60s"});

    CHECK(server.cleat({"wait", "work", "--text", "^(a*)*b$", "--timeout", "100ms"}).status == 124);
    CHECK(server.cleat({"wait", "work", "--text", "(a*)*b", "--timeout", "100ms"}).status == 124);
}

TEST_CASE("a peer that does not speak the protocol gets an error and affects no other peer")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work"});
    std::mt19937 random(5);

    SUBCASE("nothing at all")
    {
        RawClient client(server);
        CHECK(client.turned_away() == "no greeting was received in time");
    }
    SUBCASE("random bytes")
    {
        for (int i = 0; i < 200; ++i) {
            RawClient client(server);
            std::string bytes;
            for (auto n = random() % 300; n > 0; --n) bytes.push_back(static_cast<char>(random()));
            client.say(i % 2 == 0 ? bytes : frame_of_length(static_cast<std::uint32_t>(bytes.size())) + bytes);
        }
    }
    SUBCASE("a truncated greeting, then a disconnect")
    {
        for (std::size_t length = 0; length < 40; ++length) {
            RawClient client(server);
            client.say(encode(ClientMessage(Hello()), 1).substr(0, length));
        }
    }
    check_alive(server);
}

TEST_CASE("the runtime directory is used only if no other user can enter it")
{
    const Server server;
    const auto run_in = [&](const std::string& directory) {
        Variables variables = server.variables();
        variables["CLEAT_RUNTIME_DIR"] = directory;
        return run({Server::program(), "new", "-d"}, variables);
    };
    const std::string open = (server.directory() / "open").string();
    std::filesystem::create_directory(open);
    ::chmod(open.c_str(), 0755);
    const std::string link = (server.directory() / "link").string();
    std::filesystem::create_symlink(server.directory(), link);
    const std::string foreign = (server.directory() / "foreign").string();
    std::filesystem::create_directory(foreign);
    ::chmod(foreign.c_str(), 0700);

    CHECK(run_in(open).status != 0);
    CHECK(run_in(open).err.find(open) != std::string::npos);
    CHECK(run_in(link).status != 0);
    CHECK(run_in((server.directory() / std::string(200, 'x')).string()).status != 0);
    if (::geteuid() == 0 && ::chown(foreign.c_str(), 12345, 12345) == 0) {
        const Finished refused = run_in(foreign);
        CHECK(refused.status != 0);
        CHECK(refused.err.find(foreign) != std::string::npos);
    }
}

TEST_CASE("a stale socket is replaced")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work"});
    const pid_t keeper = server.keeper();
    const pid_t worker = server.worker();
    ::kill(keeper, SIGKILL);
    ::kill(worker, SIGKILL);
    REQUIRE(eventually([&] { return !is_alive(keeper) && !is_alive(worker); }));
    CHECK(std::filesystem::exists(server.socket()));

    server.ok({"new", "-d", "-n", "work"});

    check_alive(server);
}

TEST_CASE("of several servers started at once exactly one runs, and every client reaches it")
{
    const Server server;
    const std::string script = "for i in 1 2 3 4 5 6 7 8; do '" + Server::program() + "' new -d -n s$i & done; wait";

    const Finished finished = run({"sh", "-c", script}, server.variables());

    CHECK(finished.err.empty());
    CHECK(nlohmann::json::parse(server.ok({"ls", "--json"})).size() == 8);
}

TEST_CASE("the server works even if its log cannot be written")
{
    const Server server;
    std::filesystem::create_directories(server.directory() / "state" / "cleat");
    std::filesystem::create_symlink("/dev/full", server.directory() / "state" / "cleat" / "cleatd.log");

    server.ok({"new", "-d", "-n", "work"});

    check_alive(server);
}

TEST_CASE("terminals with no size or type can attach, and a dumb one is refused with a reason")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "echo ready; cat"});

    for (const auto& kind : {std::pair<std::string, Size>{"", {24, 80}},
                             {"no-such-terminal", {24, 80}},
                             {"xterm-256color", {1, 1}},
                             {"xterm-256color", {2, 3}},
                             {"vt100", {24, 80}}}) {
        const std::string term = kind.first;
        const Size size = kind.second;
        INFO("TERM=" << term);
        OuterTerminal outer = server.terminal({"attach", "work"}, size, {{"TERM", term}, {"COLORTERM", ""}});
        REQUIRE(outer.until([&] { return outer.is_raw(); }));
        REQUIRE(outer.until([&] { return server.info("work")["controllers"] == 1; }));
        outer.type("\x1c"
                   "d");
        CHECK(outer.finish() == 0);
    }
    OuterTerminal dumb = server.terminal({"attach", "work"}, {24, 80}, {{"TERM", "dumb"}});
    CHECK(dumb.finish() != 0);
    CHECK(dumb.text().find("dumb") != std::string::npos);

    // A terminal that reports no size.
    OuterTerminal none({"sh", "-c", "stty rows 0 cols 0; exec " + Server::program() + " attach work"},
                       server.variables());
    REQUIRE(none.until([&] { return server.info("work")["controllers"] == 1; }));
    CHECK(server.info("work")["columns"] == 80);
    CHECK(server.info("work")["rows"] == 24);
}

TEST_CASE("a session survives whatever its program prints")
{
    const Server server;
    const auto check = [&](const std::string& name, const std::string& script) {
        INFO(script);
        server.ok(
            {"new", "-d", "-n", name, "--", "sh", "-c", script + "; printf '\\033\\\\\\030\\r\\nfine\\r\\n'; cat"});
        server.ok({"wait", name, "--text", "fine", "--timeout", "60s"});
        server.ok({"kill", name});
    };

    check("csi17", "printf '\\033[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17m'");
    check("csi32", "printf '\\033['; for i in $(seq 32); do printf '1;'; done; printf 'H'");
    check("csi10000", "printf '\\033['; seq -s ';' 1 10000 | tr -d '\\n'; printf 'm'");
    check("rep", "printf '\\033[5b'");
    check("hugerep", "printf 'x\\033[2147483647b'");
    check("c1", "printf '\\302\\200\\302\\205\\302\\220\\302\\233\\302\\235\\302\\237'");
    check("c1raw", "printf '\\200\\205\\220\\233\\235\\237'");
    check(
        "huge",
        "printf "
        "'\\033[2147483647;2147483647H\\033[99999999999999999999C\\033[4294967295A\\033[2147483647@\\033[2147483647P'");
    check("osc", "printf '\\033]0;'; head -c 20000000 /dev/zero | tr '\\0' 'x'");
    check("dcs", "printf '\\033P'; head -c 5000000 /dev/zero | tr '\\0' 'x'");
    check("nul", "head -c 1000000 /dev/zero");
    check("random", "head -c 1000000 /dev/urandom");
    check("styles", "for i in $(seq 3000); do printf '\\033[38;2;%d;%d;%dm\\033]8;;http://x/%d\\033\\\\x' $((i%256)) "
                    "$((i/256)) 7 $i; done");
}

TEST_CASE("margins and saved cursors survive shrinking")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "-s", "100x40", "--", "sh", "-c",
               "printf '\\033[20;40r\\033[?69h\\033[50;100s\\033[30;60H\\0337ready'; read x; printf "
               "'\\0338here\\033[3;3Hfi''ne'; cat"});
    server.ok({"wait", "work", "--text", "ready", "--timeout", "60s"});

    server.ok({"resize", "work", "10x5"});
    server.ok({"send", "work", "--keys", "Enter"});

    server.ok({"wait", "work", "--text", "fine", "--timeout", "60s"});
    server.ok({"resize", "work", "1x1"});
    server.ok({"resize", "work", "1000x250"});
    CHECK(server.info("work")["state"] == "running");
}
