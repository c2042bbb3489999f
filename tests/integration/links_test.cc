#include "tests/support/raw_client.h"
#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

using namespace cleat;
using namespace cleat::test;
namespace fs = std::filesystem;

namespace {

/// A link to the server that can be cut: a relay with a known process id, which starts only while the gate is open.
class CuttableLink {
 public:
    explicit CuttableLink(const Server& server) : server_(server) { open(); }

    [[nodiscard]] std::string command() const
    {
        return "test -e " + gate().string() + " || { echo link is down >&2; exit 1; }; echo $$ > " +
               pid_file().string() + ".new; mv " + pid_file().string() + ".new " + pid_file().string() + "; exec " +
               Server::program() + " relay";
    }
    void open() const { std::ofstream(gate()) << "open"; }
    void close() const { fs::remove(gate()); }
    /// The process id of the relay; waits until there is one.
    [[nodiscard]] pid_t relay() const
    {
        pid_t pid = 0;
        REQUIRE(eventually([&] { return static_cast<bool>(std::ifstream(pid_file()) >> pid); }));
        return pid;
    }

 private:
    [[nodiscard]] fs::path gate() const { return server_.directory() / "gate"; }
    [[nodiscard]] fs::path pid_file() const { return server_.directory() / "relay"; }
    const Server& server_;
};

OuterTerminal attached_over(const Server& server, const CuttableLink& link, std::vector<std::string> more = {},
                            Size size = {24, 80})
{
    std::vector<std::string> arguments{"--via", link.command(), "attach", "work"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return server.terminal(arguments, size);
}

/// Waits until the client has the replies to all requests that it sent when attaching.
void settle(OuterTerminal& client)
{
    client.type("\x1c"
                "i");
    REQUIRE(client.until_text("(client "));
    client.type("\x1c"
                "i");
}

nlohmann::json clients_of(const Server& server)
{
    return nlohmann::json::parse(server.ok({"clients", "work", "--json"}));
}

std::unique_ptr<Server> server_with_cat()
{
    auto server = std::make_unique<Server>();
    server->ok({"new", "-d", "-n", "work", "-s", "80x24", "--", "sh", "-c", "echo it is there; exec cat"});
    server->ok({"wait", "work", "--text", "it is there"});
    return server;
}

} // namespace

TEST_CASE("a client whose link is killed reconnects by itself and shows the session again")
{
    const auto server = server_with_cat();
    const CuttableLink link(*server);
    OuterTerminal client = attached_over(*server, link);
    REQUIRE(client.until_text("it is there"));
    const pid_t first = link.relay();

    ::kill(first, SIGKILL);

    REQUIRE(client.until([&] { return link.relay() != first; }));
    REQUIRE(client.until_text("reconnected to work"));
    CHECK(clients_of(*server).size() == 1);
    CHECK(clients_of(*server)[0]["role"] == "controller");
    client.type("hello\r");
    CHECK(client.until_text("hello\nhello\n"));
    client.type("\x1c"
                "d");
    CHECK(client.finish() == 0);
}

TEST_CASE("a client that loses its link in the recent history reconnects, and the history stays in view")
{
    const auto server = server_with_cat();
    const CuttableLink link(*server);
    OuterTerminal client = attached_over(*server, link);
    REQUIRE(client.until_text("it is there"));
    client.type("\x1cr");
    REQUIRE(client.until_text("q live"));
    const pid_t first = link.relay();

    ::kill(first, SIGKILL);

    REQUIRE(client.until_text("reconnecting"));
    CHECK(client.screen().active == Side::alternate);
    REQUIRE(client.until([&] { return link.relay() != first; }));
    REQUIRE(client.until_text("reconnected to work"));
    CHECK(client.screen().active == Side::alternate);
    client.type("q");
    REQUIRE(client.until([&] { return client.screen().active == Side::primary; }));
    client.type("hello\r");
    CHECK(client.until_text("hello\nhello\n"));
}

TEST_CASE("both ends drop a silent link, and its command is ended")
{
    const auto server = server_with_cat();
    const CuttableLink link(*server);
    OuterTerminal client = attached_over(*server, link, {"--link-timeout", "600ms"});
    REQUIRE(client.until_text("it is there"));
    const pid_t first = link.relay();
    const auto number = clients_of(*server).at(0)["id"];
    link.close();

    ::kill(first, SIGSTOP);

    REQUIRE(client.until_text("reconnecting"));
    CHECK(eventually([&] { return clients_of(*server).empty(); }));
    CHECK(client.until([&] { return !is_alive(first); }));
    CHECK(client.until_text("link is down"));
    link.open();
    REQUIRE(client.until_text("reconnected to work"));
    CHECK(clients_of(*server).at(0)["id"] != number);
}

TEST_CASE("while the link is lost keys are not sent, the screen does not scroll, and the user can detach")
{
    const auto server = server_with_cat();
    const CuttableLink link(*server);
    OuterTerminal client = attached_over(*server, link);
    REQUIRE(client.until_text("it is there"));
    const auto before = client.everything();
    const auto settings = client.settings();
    link.close();
    ::kill(link.relay(), SIGKILL);
    REQUIRE(client.until_text("reconnecting"));
    REQUIRE(client.until_text("keys are not sent"));
    REQUIRE(client.until_text("link is down"));
    const auto bells = [&] { return std::count(client.bytes().begin(), client.bytes().end(), '\a'); };
    const auto rung = bells();
    client.type("lost\r");
    REQUIRE(client.until([&] { return bells() > rung; }));

    SUBCASE("detach by the escape key")
    {
        client.type("\x1c"
                    "d");
        CHECK(client.finish() == 0);
        CHECK(client.text().find("[detached from work: the link is lost]") != std::string::npos);
        CHECK(client.settings() != settings);
        CHECK(client.text().find("reconnecting") == std::string::npos);
    }
    SUBCASE("stay and reconnect")
    {
        link.open();
        REQUIRE(client.until_text("reconnected to work"));
        client.type("kept\r");
        REQUIRE(client.until_text("kept\nkept\n"));
        CHECK(server->screen("work").find("lost") == std::string::npos);
        CHECK(client.until([&] { return client.text() == server->screen("work"); })); // the notice is gone
        CHECK(client.everything().size() == before.size());
    }
}

TEST_CASE("a client reconnects in its role, but does not retake control from one that took it meanwhile")
{
    const auto server = server_with_cat();
    const CuttableLink link(*server);
    OuterTerminal client = attached_over(*server, link, {"--take"});
    REQUIRE(client.until_text("it is there"));

    ::kill(link.relay(), SIGKILL);
    REQUIRE(client.until_text("reconnected to work"));
    CHECK(clients_of(*server).at(0)["holds_control"] == true);

    link.close();
    ::kill(link.relay(), SIGKILL);
    REQUIRE(client.until_text("reconnecting"));
    RawClient other(*server);
    other.ask_for<Welcome>(Hello());
    Attach attach;
    attach.session = "work";
    attach.claim = Claim::take;
    const auto holder = other.ask_for<Attached>(attach).client;
    link.open();
    REQUIRE(client.until_text("client " + std::to_string(holder) + " controls it, you observe"));
    CHECK(clients_of(*server).at(0)["holds_control"] == true);
    CHECK(clients_of(*server).at(1)["role"] == "observer");
}

TEST_CASE("an observer reconnects as an observer, even to a renamed session")
{
    const auto server = server_with_cat();
    const CuttableLink link(*server);
    OuterTerminal client = attached_over(*server, link, {"-r"});
    REQUIRE(client.until_text("it is there"));
    settle(client);
    link.close();
    ::kill(link.relay(), SIGKILL);
    REQUIRE(client.until_text("reconnecting"));
    server->ok({"rename", "work", "play"});
    server->ok({"send", "play", "--text", "meanwhile", "--keys", "Enter"});
    link.open();
    REQUIRE(client.until_text("reconnected to play"));
    CHECK(client.until_text("meanwhile\nmeanwhile\n"));
    CHECK(nlohmann::json::parse(server->ok({"clients", "play", "--json"})).at(0)["role"] == "observer");
}

TEST_CASE("a client that was detached or whose session has ended does not reconnect")
{
    const auto server = server_with_cat();
    const CuttableLink link(*server);
    OuterTerminal client = attached_over(*server, link);
    REQUIRE(client.until_text("it is there"));

    SUBCASE("detached")
    {
        server->ok({"detach", "work"});
        CHECK(client.finish() == 0);
        CHECK(client.text().find("[detached from work: by request]") != std::string::npos);
    }
    SUBCASE("another server with a session of the same name and number")
    {
        settle(client);
        link.close();
        ::kill(link.relay(), SIGKILL);
        REQUIRE(client.until_text("reconnecting"));
        const auto made = server->info("work")["created"].get<long>();
        server->ok({"server", "stop"});
        REQUIRE(eventually([&] {
            server->ok({"new", "-d", "-n", "work", "--", "cat"});
            if (server->info("work")["created"].get<long>() > made) return true;
            server->ok({"server", "stop"});
            return false;
        }));
        CHECK(server->info("work")["id"] == 1);
        link.open();
        CHECK(client.finish() == 122);
        CHECK(client.text().find("no longer exists") != std::string::npos);
        CHECK(clients_of(*server).empty());
    }
}

TEST_CASE("the server drops a peer that announced pings and sends none, and no other peer")
{
    const auto server = server_with_cat();
    RawClient silent(*server);
    RawClient local(*server);
    RawClient pinging(*server);
    Hello hello;
    local.ask_for<Welcome>(hello);
    hello.silence_ms = 300;
    silent.ask_for<Welcome>(hello);
    hello.silence_ms = 2'000;
    pinging.ask_for<Welcome>(hello);

    CHECK_FALSE(silent.hear().has_value());
    for (int i = 0; i < 50; ++i) pinging.ask_for<Pong>(Ping());
    local.ask_for<Sessions>(List());
}

TEST_CASE("a link that cannot be established is an error, and invalid timeouts are refused")
{
    const auto server = server_with_cat();
    OuterTerminal client = server->terminal({"--via", "echo no such machine >&2; exit 1", "attach", "work"});
    CHECK(client.finish() == 122);
    CHECK(client.text().find("no such machine") != std::string::npos);
    for (const char* const bad : {"soon", "0", "1ms", "-1s"})
        CHECK(server->cleat({"attach", "work", "--link-timeout", bad}).status == 120);
}

TEST_CASE("with --via a program on pipes can print to the user's terminal, but not control it")
{
    const Server server;
    const std::string via = "exec " + Server::program() + " relay";
    const std::string harm = "\033]52;c;c3RvbGVu\a\033[31mred\n";
    const std::vector<std::string> program{"--", "printf", harm};
    const auto with = [&program](std::vector<std::string> arguments) {
        arguments.insert(arguments.end(), program.begin(), program.end());
        return arguments;
    };
    const std::string shown = "\\e]52;c;c3RvbGVu\\x07\033[31mred";

    OuterTerminal exec = server.terminal(with({"--via", via, "exec", "--no-stdin"}));
    CHECK(exec.finish() == 0);
    CHECK(exec.bytes().find(shown) != std::string::npos);
    CHECK(exec.bytes().find("\033]") == std::string::npos);

    server.ok(with({"exec", "-d", "-n", "work"}));
    OuterTerminal attach = server.terminal({"--via", via, "attach", "-r", "--since", "0", "work"});
    CHECK(attach.finish() == 0);
    CHECK(attach.bytes().find(shown) != std::string::npos);
    CHECK(attach.bytes().find("\033]") == std::string::npos);

    CHECK(server.ok(with({"--via", via, "exec", "--no-stdin"})) == harm);
    OuterTerminal own = server.terminal(with({"exec", "--no-stdin"}));
    CHECK(own.finish() == 0);
    CHECK(own.bytes().find("\033[31mred") != std::string::npos);
}

TEST_CASE("a command that leads to no server is reported with its output or how it ended")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work"});
    const std::string relay = Server::program() + " relay";
    const std::vector<std::pair<std::string, std::string>> links{
        {"echo Welcome; " + relay, "not the cleat protocol: \"Welcome\""},
        {"printf '\\r\\nHello \\033[1mthere\\n\\n'; cat", "not the cleat protocol: \"Hello \\e[1mthere\""},
        {"false", "the link was lost: its command exited with status 1"},
        {"exit 255", "the link was lost: its command exited with status 255"},
        {"kill -9 $$", "the link was lost: its command was killed by signal 9"},
        {"true", "the link was lost: its command exited"},
        {"printf '\\n\\n\\n'; " + relay, "not the cleat protocol"},
        {"printf '\\303\\244h\\n'; " + relay, "not the cleat protocol: \""},
    };
    for (const auto& [via, words] : links) {
        INFO(via);
        for (const std::vector<std::string>& verb : std::vector<std::vector<std::string>>{
                 {"ls"}, {"ls", "--watch"}, {"snapshot", "work"}, {"exec", "--", "true"}, {"tail", "work"}}) {
            std::vector<std::string> arguments{"--via", via};
            arguments.insert(arguments.end(), verb.begin(), verb.end());
            const Finished finished = server.cleat(arguments);
            CHECK(finished.status == 122);
            CHECK(finished.out.empty());
            CHECK(finished.err.find(words) != std::string::npos);
        }
        for (const char* const verb : {"attach", "watch"}) {
            OuterTerminal client = server.terminal({"--via", via, verb});
            CHECK(client.finish() == 122);
            std::string text;
            for (const std::string& line : client.everything()) text += line;
            CHECK(text.find(words) != std::string::npos);
        }
    }
}

TEST_CASE("stray bytes do not count as a reply, and a leftover child does not hide the end of a link's command")
{
    const Server server;
    for (const std::string verb : {"ls", "tail"}) {
        INFO(verb);
        // Longer than a server may be silent, shorter than twice that: if the bytes counted as a reply, the client
        // would see the command end first.
        const Finished few = server.cleat({"--via", "head -c 3 /dev/zero; sleep 15", verb});
        CHECK(few.status == 122);
        CHECK(few.err == "cleat: the server does not answer\n");
        const Finished held = server.cleat({"--via", "exec 2>&-; sleep 12 & exit 3", verb});
        CHECK(held.status == 122);
        CHECK(held.err == "cleat: the link was lost: its command exited with status 3\n");
    }
}

TEST_CASE("ending a link's command also ends the processes that it has started")
{
    const Server server;
    const auto file = (server.directory() / "started").string();

    const Finished finished =
        server.cleat({"--via", "sleep 1000 & echo $! > " + file + "; (sleep 1000 & wait); wait", "ls"});

    CHECK(finished.err == "cleat: the server does not answer\n");
    pid_t started = 0;
    std::ifstream(file) >> started;
    REQUIRE(started > 1);
    CHECK(eventually([&] { return !is_alive(started); }));
}

TEST_CASE("a link that stays silent is given up, and its command is ended")
{
    const Server server;
    const auto file = (server.directory() / "pid").string();
    const Finished finished = server.cleat({"--via", "echo $$ > " + file + "; exec sleep 1000", "ls"});

    CHECK(finished.status == 122);
    CHECK(finished.err == "cleat: the server does not answer\n");
    pid_t pid = 0;
    std::ifstream(file) >> pid;
    REQUIRE(pid > 0);
    CHECK(eventually([&] { return !is_alive(pid); }));

    OuterTerminal client = server.terminal({"--via", "echo $$ > " + file + "; exec sleep 1000", "attach"});
    CHECK(client.finish() == 122);
    CHECK(client.text().find("the server does not answer") != std::string::npos);
    std::ifstream(file) >> pid;
    CHECK(eventually([&] { return !is_alive(pid); }));
}

TEST_CASE("a link's command that asks for a password can take longer than the time limit for a server")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "echo shown; exec cat"});
    // Longer than a client waits for a server.
    OuterTerminal client = server.terminal(
        {"--via", "stty -echo </dev/tty; sleep 12; stty echo </dev/tty; exec " + Server::program() + " relay", "attach",
         "work"});

    CHECK(client.until_text("shown"));
}
