#include "tests/support/raw_client.h"
#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <string>

using namespace cleat;
using namespace cleat::test;

namespace {

const std::string INFO = "\x1c"
                         "i";

/// Creates a session with text in every row.
void fill(const Server& server, const std::string& size)
{
    server.ok({"new", "-d", "-n", "work", "-s", size, "--size-policy", "fixed", "--", "sh", "-c",
               "stty -echo; seq -f 'row %g of it' 1 100; printf 'the last row'; exec cat"});
    server.ok({"wait", "work", "--text", "the last row"});
}

} // namespace

TEST_CASE("the info line shows session, role, other clients and size until the next key")
{
    const Server server;
    fill(server, "80x24");
    OuterTerminal client = server.terminal({"attach", "work"});
    REQUIRE(client.until([&] { return client.text() == server.screen("work"); }));
    const Screen before = client.screen();

    client.type(INFO);
    REQUIRE(client.until_text(" work  you control it (client 1)  no other clients  80x24 fixed"));
    CHECK(client.screen().cursor == before.cursor);
    client.type(INFO);
    CHECK(client.until([&] { return client.screen() == before; }));

    RawClient other(server);
    other.ask_for<Welcome>(Hello());
    Attach attach;
    attach.session = "work";
    attach.role = Role::observer;
    other.ask_for<Attached>(attach);
    client.type(INFO);
    REQUIRE(client.until_text("1 observer"));
    client.type("\x04"); // the key that hides the line reaches the program: cat exits
    CHECK(client.finish() == 0);
    CHECK(client.text().find("1 observer") == std::string::npos);
    CHECK(client.text().find("the last row") != std::string::npos);
}

TEST_CASE("the info line fits the smallest terminals, also in a window, and leaves no trace")
{
    const Server server;
    fill(server, "80x24");
    OuterTerminal client = server.terminal({"attach", "-r", "work"}, {5, 20});
    REQUIRE(client.until_text("the last row"));
    const Screen before = client.screen();

    client.type(INFO);

    REQUIRE(client.until_text("you observe (client"));
    CHECK(client.text().find(" work\n") != std::string::npos);
    client.type(INFO);
    CHECK(client.until([&] { return client.screen() == before; }));
    client.type("\x1c?");
    REQUIRE(client.until_text("C-\\ i session info"));
    client.type("\x1c?");
    CHECK(client.until([&] { return client.screen() == before; }));
}

TEST_CASE("the info line does not remain on the screen when the client is detached")
{
    const Server server;
    fill(server, "80x24");
    OuterTerminal client = server.terminal({"attach", "work"});
    REQUIRE(client.until_text("the last row"));
    client.type(INFO);
    REQUIRE(client.until_text("no other clients"));

    server.ok({"detach", "work"});

    CHECK(client.finish() == 0);
    CHECK(client.text().find("no other clients") == std::string::npos);
    CHECK(client.text().find("the last row\n") != std::string::npos);
}
