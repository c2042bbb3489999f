// A session never watches itself, along any chain.
#include "tests/support/server.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace cleat::test;

namespace {

const std::string WOULD_SHOW_ITSELF = "shows the session that this client runs in, and would show itself";

/// Runs a client in a session and checks that the server refuses it.
void check_refused(const Server& server, const std::string& session, const std::string& command,
                   const std::string& why = WOULD_SHOW_ITSELF)
{
    INFO("in " << session << ": " << command);
    server.ask(session, "clear; " + command + "; echo st=$?", "^st=121$");
    std::string screen = server.screen(session);
    std::erase(screen, '\n');
    CHECK(screen.find(why) != std::string::npos);
    CHECK(screen.find("--nested") == std::string::npos);
}

std::size_t clients(const Server& server, const std::string& session)
{
    const auto info = server.info(session);
    return info["controllers"].get<std::size_t>() + info["observers"].get<std::size_t>();
}

/// Runs a client in a session and waits until it is attached to another session.
void attach_within(const Server& server, const std::string& session, const std::string& command,
                   const Server& other_server, const std::string& other)
{
    const auto before = clients(other_server, other);
    (void)server.enter(session, command);
    REQUIRE(eventually([&] { return clients(other_server, other) > before; }));
}

std::string attach_nested(const std::string& session)
{
    return Server::program() + " attach --nested " + session;
}

std::string at(const Server& server)
{
    return "CLEAT_RUNTIME_DIR=" + (server.directory() / "run").string() + " ";
}

struct Sessions {
    Server server;

    explicit Sessions(const std::vector<std::string>& names)
    {
        for (const auto& name : names) server.ok({"new", "-d", "-n", name, "-s", "120x30"});
    }
};

} // namespace

TEST_CASE("a session never watches itself, along any chain")
{
    const Sessions sessions({"work", "inner", "third"});
    const Server& server = sessions.server;
    const std::string program = Server::program();
    attach_within(server, "work", attach_nested("inner"), server, "inner");

    check_refused(server, "inner", attach_nested("work"));
    check_refused(server, "inner", attach_nested("-r work")); // an observer redraws it, too
    check_refused(server, "inner", attach_nested("'#1'"));
    check_refused(server, "inner", attach_nested("inner"), "this client runs in session \"inner\" itself");
    check_refused(server, "inner", program + " tail -f work");
    check_refused(server, "inner", "sh -c '" + attach_nested("work") + "'");
    attach_within(server, "inner", attach_nested("third"), server, "third"); // which shows neither of the two
    check_refused(server, "third", attach_nested("work"));
    check_refused(server, "third", attach_nested("inner"));
    CHECK(clients(server, "work") == 0);

    server.ok({"detach", "--all", "inner"}); // with the chain broken the reverse is allowed
    REQUIRE(eventually([&] { return clients(server, "inner") == 0; }));
    attach_within(server, "third", attach_nested("work"), server, "work");
    check_refused(server, "work", attach_nested("third"));
    server.ok({"detach", "--all", "work"});
    server.ok({"detach", "--all", "third"});
}

TEST_CASE("a session never watches itself, even if the client does not say where it runs")
{
    const Sessions sessions({"work", "inner"});
    const Server& server = sessions.server;
    const std::string bare = "env -u CLEAT_SESSION -u CLEAT_SESSION_ID -u CLEAT_SESSION_TOKEN ";
    attach_within(server, "work", bare + attach_nested("inner"), server, "inner");

    check_refused(server, "inner", bare + attach_nested("work"));
    check_refused(server, "inner", bare + "setsid -w -c " + attach_nested("work"));
    check_refused(server, "inner", bare + Server::program() + " tail -f work");
    check_refused(server, "inner", bare + attach_nested("inner"), "this client runs in session \"inner\" itself");
    server.ok({"detach", "--all", "inner"});
}

TEST_CASE("a session never watches itself, over any link")
{
    const Sessions sessions({"work", "inner"});
    const Server& server = sessions.server;
    const auto via = [](const std::string& session) {
        return Server::program() + " --via '" + Server::program() + " relay' attach --nested " + session;
    };
    attach_within(server, "work", via("inner"), server, "inner");
    check_refused(server, "inner", via("work"));
    check_refused(server, "inner", attach_nested("work"));
    server.ok({"detach", "--all", "inner"});
}

TEST_CASE("a session never watches itself, through another server")
{
    const Sessions here({"work"});
    const Sessions there({"inner", "second"});
    attach_within(here.server, "work", at(there.server) + attach_nested("inner"), there.server, "inner");

    check_refused(there.server, "inner", at(here.server) + attach_nested("work"));
    attach_within(there.server, "inner", attach_nested("second"), there.server, "second");
    check_refused(there.server, "second", at(here.server) + attach_nested("work"));
    CHECK(clients(here.server, "work") == 0);
    there.server.ok({"detach", "--all", "second"});
    there.server.ok({"detach", "--all", "inner"});
}

TEST_CASE("a session's number means nothing to another server")
{
    const Sessions here({"work"});
    const Sessions there({"other"}); // both are number 1
    attach_within(here.server, "work", at(there.server) + attach_nested("other"), there.server, "other");
    there.server.ok({"detach", "--all", "other"});
}

TEST_CASE("a dashboard skips a session that would show the dashboard itself")
{
    const Sessions sessions({"work", "inner"});
    const Server& server = sessions.server;
    attach_within(server, "work", attach_nested("inner"), server, "inner");
    (void)server.enter("inner", "clear; " + Server::program() + " watch");

    CHECK(eventually([&] {
        const auto screen = server.screen("inner");
        return screen.find("session \"work\" shows the session") != std::string::npos &&
               screen.find("this client runs in session \"inner\" itself") != std::string::npos;
    }));
    CHECK(clients(server, "work") == 0);
    server.ok({"send", "inner", "--text", "q"});
    server.ok({"detach", "--all", "inner"});
    REQUIRE(eventually([&] { return clients(server, "inner") == 0; }));

    // A session shown by a dashboard is shown in the session that the dashboard runs in.
    attach_within(server, "work", "clear; " + Server::program() + " watch inner", server, "inner");
    check_refused(server, "inner", attach_nested("work"));
    server.ok({"send", "work", "--text", "q"});
}
