#include "client/viewer/lasting_attachment.h"

#include "tests/support/played_transport.h"
#include "tests/support/turn_until.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace cleat;
using namespace cleat::test;

namespace {

/// A client of a scripted server.
struct Placed {
    explicit Placed(Attach wish = {}) : mirror(wish.role)
    {
        attachment.emplace(loop, transport, std::move(transport.servers[0]->client),
                           LastingAttachment::Options{
                               .attach = std::move(wish), .terminal = "xterm", .silence = std::chrono::seconds(45)},
                           mirror,
                           LastingAttachment::Handlers{
                               .prepare = [](Attach& attach) { attach.rows = 33; },
                               .on_attached = [this](const Attached&) { said.emplace_back("attached"); },
                               .on_restored = [this](const Attached&) { said.emplace_back("restored"); },
                               .on_push = [this](Push&) { said.emplace_back("push"); },
                               .on_drained = [] {},
                               .on_lost = [this](const std::string&) { said.emplace_back("lost"); },
                               .on_over = [this](ViewerOutcome how) { outcome = std::move(how); },
                           });
        attachment->begin();
    }
    ScriptedServer& server() { return *transport.servers.back(); }
    template <class Message>
    bool hears(std::size_t count = 1)
    {
        return turn_until(loop, [&] { return server().hear().count<Message>() >= count; });
    }
    bool says(const std::string& what)
    {
        return turn_until(loop, [&] { return !said.empty() && said.back() == what; });
    }
    /// Attaches the client to session 3, created at `created`.
    void attach(std::uint64_t holder = 0)
    {
        REQUIRE(hears<Attach>());
        server().answer<Hello>(Welcome());
        server().answer<Attach>(Attached{.id = 3, .name = "work", .role = mirror_role, .client = 5, .holder = holder});
        REQUIRE(says("attached"));
        REQUIRE(hears<List>());
        server().answer<List>(listed());
        server().say(Happened{});
        REQUIRE(says("push"));
    }
    [[nodiscard]] Sessions listed() const
    {
        SessionInfo session;
        session.id = 3;
        session.name = name;
        session.created = created;
        return {{session}};
    }
    /// Closes the link and answers on the next one, up to the list of sessions.
    void lose()
    {
        server().close();
        REQUIRE(turn_until(loop, [&] { return transport.servers.size() == 2; }));
        REQUIRE(hears<List>());
        server().answer<Hello>(Welcome());
        server().answer<List>(listed());
    }

    Loop loop;
    PlayedTransport transport{true};
    SessionMirror mirror;
    Role mirror_role = Role::controller;
    std::string name = "work";
    std::int64_t created = 77;
    std::vector<std::string> said;
    std::optional<ViewerOutcome> outcome;
    std::optional<LastingAttachment> attachment;
};

} // namespace

TEST_CASE("the attach request has the given options and the current values from prepare")
{
    Attach wish;
    wish.session = "work";
    wish.claim = Claim::take;
    Placed client(wish);

    REQUIRE(client.hears<Attach>());
    CHECK(client.server().hear().newest<Hello>().terminal == "xterm");
    const auto asked = client.server().hear().newest<Attach>();
    CHECK(asked.session == "work");
    CHECK(asked.claim == Claim::take);
    CHECK(asked.rows == 33);
}

TEST_CASE("a client with exclusive control requests it again, and observes if another client has taken it meanwhile")
{
    Placed client;
    client.attach(5);
    client.lose();
    REQUIRE(client.hears<Attach>());
    CHECK(client.server().hear().newest<Attach>().claim == Claim::exclusive);
    CHECK(client.server().hear().newest<DetachAll>().client == 5); // the old connection

    client.server().answer<Attach>(Failed{static_cast<int>(ErrorCode::refused), "client 9 holds control", 0});
    REQUIRE(client.hears<Attach>(2));
    CHECK(client.server().hear().newest<Attach>().claim == Claim::shared);
    client.server().answer<Attach>(Attached{.id = 3, .name = "work", .role = Role::observer, .client = 6, .holder = 9});
    REQUIRE(client.says("restored"));
    CHECK(client.mirror.holder() == 9);
    CHECK_FALSE(client.outcome.has_value());
}

TEST_CASE("a claim to take control is not repeated on reattaching")
{
    Attach wish;
    wish.claim = Claim::take;
    Placed client(wish);
    client.attach();
    client.lose();
    REQUIRE(client.hears<Attach>());
    CHECK(client.server().hear().newest<Attach>().claim == Claim::shared);
}

TEST_CASE("an observer that reattaches detaches no client")
{
    Attach wish;
    wish.role = Role::observer;
    Placed client(wish);
    client.mirror_role = Role::observer;
    client.attach();
    client.lose();
    REQUIRE(client.hears<Attach>());
    CHECK(client.server().hear().count<DetachAll>() == 0);
}

TEST_CASE("a session is recognised by its creation time, even if it was renamed")
{
    Placed client;
    client.attach();
    SUBCASE("renamed")
    {
        client.name = "play";
        client.lose();
        REQUIRE(client.hears<Attach>());
        CHECK(client.mirror.name() == "play");
    }
    SUBCASE("another session with that number and name")
    {
        client.created = 78;
        client.lose();
        REQUIRE(turn_until(client.loop, [&] { return client.outcome.has_value(); }));
        REQUIRE(std::holds_alternative<ViewerLost>(*client.outcome));
        CHECK(std::get<ViewerLost>(*client.outcome).why == "the link was lost, and session \"work\" no longer exists");
    }
}

TEST_CASE("a refused reattach ends the client with the reason")
{
    Placed client;
    client.attach();
    client.lose();
    REQUIRE(client.hears<Attach>());
    client.server().answer<Attach>(Failed{static_cast<int>(ErrorCode::ended), "it has ended", 0});
    REQUIRE(turn_until(client.loop, [&] { return client.outcome.has_value(); }));
    REQUIRE(std::holds_alternative<ViewerLost>(*client.outcome));
    CHECK(std::get<ViewerLost>(*client.outcome).why == "the link was lost, and reattaching failed: it has ended");
}

TEST_CASE("a closed attachment calls no handlers")
{
    Placed client;
    client.attach();
    client.said.clear();
    client.attachment->close();
    client.server().say(Happened{});
    client.server().say(Failed{});
    client.server().close();
    REQUIRE(turn_until(client.loop, [&] { return client.transport.servers.size() == 2; }));
    CHECK(client.said.empty());
    CHECK_FALSE(client.outcome.has_value());
}

TEST_CASE("messages and requests made while the link is lost are not sent later")
{
    Placed client;
    client.attach();
    client.server().close();
    REQUIRE(client.says("lost"));
    int answers = 0;
    client.attachment->send(Resize{10, 10});
    client.attachment->ask_for<Done>(TakeControl(), [&](const Reply<Done>&) { ++answers; });
    REQUIRE(turn_until(client.loop, [&] { return client.transport.servers.size() == 2; }));
    REQUIRE(client.hears<List>());

    CHECK(client.server().hear().count<Resize>() == 0);
    CHECK(client.server().hear().count<TakeControl>() == 0);
    CHECK(answers == 0);
}
