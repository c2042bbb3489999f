#include "client/viewer/viewer.h"

#include "tests/unit/client/viewer/attached_viewer.h"

#include <csignal>
#include <string>

using namespace cleat;
using namespace cleat::test;

namespace {

/// The escape key followed by a letter.
std::string escape(char letter)
{
    return std::string("\x1c") + letter;
}

} // namespace

TEST_CASE("a viewer attaches, shows the session, acknowledges steps that the terminal shows, and sends keys")
{
    ViewerOptions options;
    options.attach.session = "work";
    AttachedViewer client(options);
    client.attach();
    const auto asked = client.server().hear().newest<Attach>();
    CHECK(asked.session == "work");
    CHECK(asked.rows == 6);
    CHECK(asked.columns == 40);

    client.show({"first"});
    REQUIRE(client.turn_until_shown("first"));
    REQUIRE(client.turn_until_heard<Acknowledge>());
    client.show({"first", "second"});
    REQUIRE(client.turn_until_shown("second"));
    REQUIRE(client.turn_until_heard<Acknowledge>(2));
    CHECK(client.server().hear().newest<Acknowledge>().step == 2);

    client.terminal.type("ls\r");
    REQUIRE(client.turn_until_heard<Input>());
    CHECK(client.server().hear().newest<Input>().bytes.data == "ls\r");
}

TEST_CASE("a viewer takes the terminal over only once attached, and reports why it was refused")
{
    AttachedViewer client;
    REQUIRE(client.turn_until_heard<Attach>());
    CHECK(client.terminal.written().empty());
    CHECK(client.terminal.is_restored());

    client.server().answer<Hello>(Welcome());
    client.server().answer<Attach>(Failed{static_cast<int>(ErrorCode::not_found), "there is no session", 0});

    CHECK(client.outcome<ViewerRefused>().why == Error("there is no session", ErrorCode::not_found));
    CHECK(client.terminal.written().empty());
}

TEST_CASE("a viewer ends when the session ends, it is detached, the server is lost or a signal comes")
{
    AttachedViewer client;
    begin_showing(client);
    SUBCASE("it ended")
    {
        client.show({"last words"});
        client.server().say(Ended{{.status = 3}});
        const auto ended = client.outcome<ViewerEnded>();
        CHECK(ended.session == "work");
        CHECK(ended.how.status == 3);
        CHECK(client.terminal.written().find("last words") != std::string::npos);
    }
    SUBCASE("another client detached it")
    {
        client.server().say(Detached{"by client 9"});
        CHECK(client.outcome<ViewerDetached>().reason == "by client 9");
    }
    SUBCASE("the connection is closed")
    {
        client.server().close();
        CHECK(client.outcome<ViewerLost>().why == "the command ended");
    }
    SUBCASE("a step is invalid")
    {
        cleat::Step step;
        step.number = 9;
        step.update.primary.changes = {{.row = 500, .packed = {}}};
        client.server().say(step);
        CHECK(client.outcome<ViewerLost>().why == "invalid data from the server: step 9 does not apply to the screen");
    }
    SUBCASE("a signal")
    {
        REQUIRE(::raise(SIGTERM) == 0);
        CHECK(client.outcome<ViewerSignalled>().signal == SIGTERM);
    }
}

TEST_CASE("a detach is sent after the input typed before it")
{
    AttachedViewer client;
    begin_showing(client);
    SUBCASE("with an answer from the server")
    {
        client.terminal.type("typed" + escape('d'));
        REQUIRE(client.turn_until_heard<Detach>());
        const auto& heard = client.server().hear().messages;
        REQUIRE(heard.size() >= 2);
        CHECK(std::holds_alternative<Input>(heard[heard.size() - 2].message));
        client.server().answer<Detach>(Detached{});
        const auto detached = client.outcome<ViewerDetached>();
        CHECK(detached.reason.empty());
        CHECK(detached.undelivered == 0);
    }
    SUBCASE("and does not depend on an answer")
    {
        client.terminal.type(escape('d'));
        CHECK(client.outcome<ViewerDetached>().session == "work");
    }
}

TEST_CASE("input that the program does not take does not delay a detach, and its size is reported")
{
    AttachedViewer client;
    client.attach({.id = 3, .name = "work", .role = Role::controller, .client = 5, .holder = 0, .input_window = 4});
    client.show({"one line"});
    REQUIRE(client.turn_until_shown("one line"));

    client.terminal.type("typed");
    REQUIRE(client.turn_until_heard<Input>());
    client.terminal.type("more" + escape('d'));
    REQUIRE(client.turn_until_heard<Detach>());
    client.server().answer<Detach>(Detached{});

    const auto detached = client.outcome<ViewerDetached>();
    const auto sent = client.server().hear().newest<Input>().bytes.data;
    CHECK(sent.size() + detached.undelivered == 9);
    CHECK(detached.undelivered > 0);
}

TEST_CASE("the session follows the terminal's size, and nothing is drawn at the old size until it has the new one")
{
    AttachedViewer client;
    begin_showing(client, "old size");

    client.terminal.resize({.rows = 8, .columns = 30});
    REQUIRE(::raise(SIGWINCH) == 0);
    REQUIRE(client.turn_until_heard<Resize>());
    const auto resize = client.server().hear().newest<Resize>();
    CHECK(resize.rows == 8);
    CHECK(resize.columns == 30);
    client.show({"too late"});
    client.show({"new size"}, {.rows = 8, .columns = 30});
    REQUIRE(client.turn_until_shown("new size"));

    CHECK(client.terminal.written().find("too late") == std::string::npos);
}

TEST_CASE("an observer's terminal shows a window, and its size is not sent to the server")
{
    ViewerOptions options;
    options.attach.role = Role::observer;
    AttachedViewer client(options);
    client.attach({.id = 3, .name = "work", .role = Role::observer, .client = 5, .holder = 0});
    client.show({"a corner"}, {.rows = 50, .columns = 200});
    REQUIRE(client.turn_until_shown("a corner"));
    CHECK(client.terminal.shows("work 200x50"));

    client.terminal.type(escape('s') + "x");
    REQUIRE(client.turn_until_gone("work 200x50"));
    client.terminal.type(escape('t'));
    REQUIRE(client.turn_until_shown("attached with --read-only"));
    client.terminal.type("\x1c\x1b[B\x1b[B");
    REQUIRE(client.turn_until_gone("a corner"));

    CHECK(client.server().hear().count<Input>() == 0);
    CHECK(client.server().hear().count<Resize>() == 0);
    CHECK(client.server().hear().count<TakeControl>() == 0);
}

TEST_CASE("help, notices and the info line are shown over the session and hidden by a key")
{
    AttachedViewer client;
    begin_showing(client);

    client.terminal.type(escape('?'));
    REQUIRE(client.turn_until_shown("d detach"));
    client.terminal.type(escape('?'));
    REQUIRE(client.turn_until_gone("d detach"));

    client.server().say(ControlAsked{.client = 8});
    REQUIRE(client.turn_until_shown("client 8 requests control"));
    client.terminal.type(escape('g'));
    REQUIRE(client.turn_until_heard<GrantControl>());
    CHECK(client.server().hear().newest<GrantControl>().client == 8);
    CHECK(client.turn_until_gone("requests control"));
    client.terminal.type(escape('g'));
    REQUIRE(client.turn_until_shown("no client has requested control"));

    client.terminal.type(escape('i'));
    REQUIRE(client.turn_until_heard<ListClients>());
    SessionInfo session;
    session.id = 3;
    session.name = "work";
    session.rows = 6;
    session.columns = 40;
    client.server().answer<List>(Sessions{{session}});
    client.server().answer<ListClients>(Clients{});
    REQUIRE(client.turn_until_shown("40x6"));
    client.terminal.type(escape('i'));
    REQUIRE(client.turn_until_gone("40x6"));
    CHECK(client.server().hear().count<List>() == 1);
}

TEST_CASE("refusals and changes of control are shown, and input is not sent without control")
{
    AttachedViewer client;
    client.attach({.id = 3, .name = "work", .role = Role::controller, .client = 5, .holder = 0, .input_window = 1});
    client.show({"one line"});
    REQUIRE(client.turn_until_shown("one line"));

    client.terminal.type(escape('t'));
    REQUIRE(client.turn_until_heard<TakeControl>());
    client.server().answer<TakeControl>(Failed{static_cast<int>(ErrorCode::refused), "it is held", 0});
    REQUIRE(client.turn_until_shown("it is held"));

    client.terminal.type("a");
    REQUIRE(client.turn_until_heard<Input>());
    client.terminal.type("bc");
    client.server().say(RoleChanged{Role::observer, 9});
    REQUIRE(client.turn_until_shown("client 9 controls work"));
    client.terminal.type("not sent");
    client.server().say(RoleChanged{Role::controller, 0});
    REQUIRE(client.turn_until_shown("you control work"));

    CHECK(client.server().hear().count<Input>() == 1);
}

TEST_CASE("bells and clipboards go to the terminal, and a requested clipboard goes to the server")
{
    ViewerOptions options;
    options.attach.clipboard = true;
    AttachedViewer client(options);
    begin_showing(client);

    client.server().say(Happened{.kind = Happened::Kind::bell});
    REQUIRE(turn_until(client.loop, [&] { return client.terminal.written().find('\a') != std::string::npos; }));
    client.server().say(Happened{.kind = Happened::Kind::clipboard, .title = "c", .data = {"text"}});
    REQUIRE(turn_until(client.loop,
                       [&] { return client.terminal.written().find("\x1b]52;c;dGV4dA==") != std::string::npos; }));

    client.terminal.type("\x1b]52;c;bm90IGFza2Vk\x07x"); // not requested
    REQUIRE(client.turn_until_heard<Input>());
    client.server().say(Happened{.kind = Happened::Kind::clipboard_query, .title = "c"});
    REQUIRE(
        turn_until(client.loop, [&] { return client.terminal.written().find("\x1b]52;c;?") != std::string::npos; }));
    client.terminal.type("\x1b]52;c;YXNrZWQ=\x07");
    REQUIRE(client.turn_until_heard<Clipboard>());
    CHECK(client.server().hear().count<Clipboard>() == 1);
    CHECK(client.server().hear().newest<Clipboard>().bytes.data == "asked");
}

TEST_CASE("the terminal's replies are sent to the server once it has answered the last query")
{
    AttachedViewer client;
    client.attach();
    client.show({"one line"});
    REQUIRE(client.turn_until_shown("one line"));

    client.terminal.type("\x1b]11;rgb:1212/3434/5656\x1b\\\x1b[6;20;10t\x1b[?62;22c");
    REQUIRE(client.turn_until_heard<Profile>());

    const auto profile = client.server().hear().newest<Profile>();
    CHECK(profile.background == Colour::rgb(0x12, 0x34, 0x56));
    CHECK(profile.cell_height == 20);
    CHECK(profile.cell_width == 10);
    CHECK(client.server().hear().count<Input>() == 0);
}

TEST_CASE("a lost link is shown, keys are refused meanwhile, and the client reattaches only to the same session")
{
    AttachedViewer client({}, true);
    begin_showing(client);
    REQUIRE(client.turn_until_heard<List>()); // to learn when the session was created
    SessionInfo session;
    session.id = 3;
    session.name = "work";
    session.created = 77;
    client.server().answer<List>(Sessions{{session}});
    client.show({"one line", "known"});
    REQUIRE(client.turn_until_shown("known"));

    client.server().close();
    REQUIRE(client.turn_until_shown("reconnecting"));
    REQUIRE(turn_until(client.loop, [&] { return client.transport.servers.size() == 2; }));
    client.terminal.type("nobody hears");
    REQUIRE(turn_until(client.loop, [&] { return client.terminal.written().find('\a') != std::string::npos; }));
    REQUIRE(client.turn_until_heard<List>());
    SUBCASE("the session still exists")
    {
        session.name = "renamed";
        client.server().answer<Hello>(Welcome());
        client.server().answer<List>(Sessions{{session}});
        REQUIRE(client.turn_until_heard<Attach>());
        CHECK(client.server().hear().newest<Attach>().session == "#3");
        client.server().answer<Attach>(Attached{.id = 3, .name = "renamed", .role = Role::controller, .client = 6});
        client.steps = 0;
        client.show({"back again"});
        REQUIRE(client.turn_until_shown("back again"));
        CHECK(client.turn_until_shown("reconnected to renamed"));
        client.terminal.type("x");
        REQUIRE(client.turn_until_heard<Input>());
        CHECK(client.server().hear().newest<Input>().bytes.data == "x");
    }
    SUBCASE("another session has its number")
    {
        session.created = 78;
        client.server().answer<Hello>(Welcome());
        client.server().answer<List>(Sessions{{session}});
        CHECK(client.outcome<ViewerLost>().why == "the link was lost, and session \"work\" no longer exists");
    }
    SUBCASE("the user detaches meanwhile")
    {
        client.terminal.type(escape('d'));
        CHECK(client.outcome<ViewerDetached>().reason == "the link is lost");
    }
}

TEST_CASE("recent history is shown over the session, whose steps are acknowledged without being drawn")
{
    AttachedViewer client;
    begin_showing(client);
    client.terminal.type(escape('r'));
    REQUIRE(client.turn_until_heard<List>());
    client.terminal.type("?"); // typed before the history arrives: the player's help
    client.server().answer<List>(Sessions{});
    REQUIRE(client.turn_until_heard<TakeRecentHistory>());
    SUBCASE("the server has a history")
    {
        const std::string cast = "{\"version\":2,\"width\":40,\"height\":6}\n[0.5,\"o\",\"what was before\"]\n";
        client.server().answer<TakeRecentHistory>(RecentHistory{"work", {cast}});
        REQUIRE(client.turn_until_shown("space"));
        client.terminal.type("?");
        REQUIRE(client.turn_until_shown("what was before"));

        client.show({"unseen"});
        REQUIRE(client.turn_until_heard<Acknowledge>(2));
        CHECK_FALSE(client.terminal.shows("unseen"));
        client.terminal.type("\x1b[200~no paste for it\x1b[201~");
        client.terminal.type("q");
        REQUIRE(client.turn_until_shown("unseen"));
        CHECK(client.server().hear().count<Input>() == 0);
        CHECK(client.server().hear().count<Paste>() == 0);
    }
    SUBCASE("the server has no history")
    {
        client.server().answer<TakeRecentHistory>(
            Failed{static_cast<int>(ErrorCode::not_found), "nothing is known of it", 0});
        REQUIRE(client.turn_until_shown("nothing is known of it"));
        client.terminal.type("x");
        REQUIRE(client.turn_until_heard<Input>());
        CHECK(client.server().hear().newest<Input>().bytes.data == "x");
    }
}

TEST_CASE("the player follows the terminal's size, whether SIGWINCH or a step comes first")
{
    AttachedViewer client;
    begin_showing(client);
    client.terminal.type(escape('r'));
    REQUIRE(client.turn_until_heard<List>());
    client.server().answer<List>(Sessions{});
    REQUIRE(client.turn_until_heard<TakeRecentHistory>());
    const std::string cast = "{\"version\":2,\"width\":40,\"height\":6}\n[0.5,\"o\",\"what was before\"]\n";
    client.server().answer<TakeRecentHistory>(RecentHistory{"work", {cast}});
    REQUIRE(client.turn_until_shown("what was before"));

    client.terminal.resize({.rows = 9, .columns = 60});
    const auto before = client.terminal.written().size();
    SUBCASE("SIGWINCH")
    {
        REQUIRE(::raise(SIGWINCH) == 0);
    }
    SUBCASE("a step")
    {
        client.show({"unseen"});
    }

    CHECK(turn_until(client.loop,
                     [&] { return client.terminal.written().find("what was before", before) != std::string::npos; }));
    CHECK(client.server().hear().count<Resize>() == 0);
}
