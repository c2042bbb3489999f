#include "client/dashboard/session_feed.h"

#include "tests/support/rows.h"
#include "tests/support/scripted_server.h"
#include "tests/support/turn_until.h"

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

using namespace cleat;
using namespace cleat::test;

namespace {

/// A session of a scripted server.
struct Watched {
    Watched()
    {
        connection->greet({.role = Role::observer}, [](const Reply<Welcome>&) {});
        feed.emplace(loop, connection, CHANNEL, SessionFeed::Watched{.session = 4, .inside = 2, .shown_in = {"token"}},
                     [this] { ++changes; });
        server.answer<Hello>(Welcome());
    }
    bool turn_until_changes(int count)
    {
        return turn_until(loop, [this, count] { return changes == count; });
    }
    void say_step(std::uint64_t number, const Update& update) const
    {
        cleat::Step step;
        step.number = number;
        step.update = update;
        server.say(step, 0, CHANNEL);
    }

    static constexpr ChannelId CHANNEL = 5;

    Loop loop;
    ScriptedServer server;
    int changes = 0;
    std::shared_ptr<ServerConnection> connection =
        std::make_shared<ServerConnection>(loop, std::move(server.client), std::nullopt, ServerConnection::Handlers{});
    std::optional<SessionFeed> feed;
};

} // namespace

TEST_CASE("a feed attaches as an observer without history, and acknowledges steps once they are shown")
{
    Watched one;
    const auto attach = one.server.hear().newest<Attach>();
    CHECK(attach.session == "#4");
    CHECK(attach.role == Role::observer);
    CHECK(attach.history == 0);
    CHECK(attach.inside == 2);
    CHECK(attach.shown_in == std::vector<std::string>{"token"});
    CHECK(one.feed->screen() == nullptr);

    const Screen screen = screen_with({"one", "two"});
    one.server.answer<Attach>(Attached{.id = 4, .name = "work"});
    one.say_step(1, whole(screen));
    REQUIRE(one.turn_until_changes(1));
    REQUIRE(one.feed->screen() != nullptr);
    CHECK(*one.feed->screen() == screen);
    CHECK(one.feed->has_unseen_step());
    CHECK(one.server.hear().count<Acknowledge>() == 0);

    one.feed->acknowledge();
    one.feed->acknowledge();

    CHECK_FALSE(one.feed->has_unseen_step());
    CHECK(one.server.hear().count<Acknowledge>() == 1);
    CHECK(one.server.hear().newest<Acknowledge>().step == 1);
}

TEST_CASE("a session that cannot be observed is not shown, and the reason is kept")
{
    Watched one;
    one.server.answer<Attach>(Failed{static_cast<int>(ErrorCode::refused), "it shows itself", 0});
    REQUIRE(one.turn_until_changes(1));
    CHECK(one.feed->refusal() == "it shows itself");
    CHECK(one.feed->screen() == nullptr);
}

TEST_CASE("an invalid step ends a session's feed")
{
    Watched one;
    one.server.answer<Attach>(Attached{.id = 4, .name = "work"});
    one.say_step(1, Update());
    REQUIRE(one.turn_until_changes(1));
    CHECK(one.feed->refusal() == "invalid data from the server: step 1 does not apply to the screen");
}

TEST_CASE("a session's last screen stays when the server closes the connection")
{
    Watched one;
    one.server.answer<Attach>(Attached{.id = 4, .name = "work"});
    one.say_step(1, whole(screen_with({"one"})));
    one.server.close();
    REQUIRE(one.turn_until_changes(1));
    bool is_later = false;
    Timer later(one.loop, [&] { is_later = true; });
    later.start(std::chrono::milliseconds(20));
    REQUIRE(turn_until(one.loop, [&] { return is_later; }));

    CHECK(*one.feed->screen() == screen_with({"one"}));
    CHECK(one.feed->refusal().empty());
    CHECK(one.changes == 1);
}

TEST_CASE("a removed feed detaches, and later messages on its channel are ignored")
{
    Watched one;
    one.server.answer<Attach>(Attached{.id = 4, .name = "work"});
    one.say_step(1, whole(screen_with({"one"})));
    REQUIRE(one.turn_until_changes(1));

    one.feed.reset();
    one.say_step(2, whole(screen_with({"two"})));
    REQUIRE(turn_until(one.loop, [&] { return one.server.hear().count<Detach>() == 1; }));
    one.server.answer<Detach>(Detached());
    CHECK(one.server.hear().channel_of<Detach>() == Watched::CHANNEL);
    bool is_answered = false;
    one.connection->ask(Ping(), [&](const Reply<ServerMessage>&) { is_answered = true; });
    one.server.answer<Ping>(Pong());
    REQUIRE(turn_until(one.loop, [&] { return is_answered; }));
    CHECK(one.changes == 1);
}

TEST_CASE("a reply that comes after its feed was removed is ignored")
{
    Watched one;
    one.feed.reset();
    one.server.answer<Attach>(Failed{static_cast<int>(ErrorCode::refused), "it shows itself", 0});
    bool is_answered = false;
    one.connection->ask(Ping(), [&](const Reply<ServerMessage>&) { is_answered = true; });
    one.server.answer<Ping>(Pong());
    REQUIRE(turn_until(one.loop, [&] { return is_answered; }));
    CHECK(one.changes == 0);
}
