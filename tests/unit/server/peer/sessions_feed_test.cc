#include "server/peer/sessions_feed.h"

#include "common/conversation/list_mirror.h"
#include "tests/support/worker_world.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>

using namespace cleat;
using cleat::test::LoopClient;
using cleat::test::WorkerWorld;

namespace {

/// A client that watches the session list, and one that creates and uses sessions.
struct Watching {
    Watching() { list.take(watcher.ask_for<Sessions>(WatchSessions())); }

    SessionId make(const std::string& name)
    {
        New request;
        request.name = name;
        request.command = {"shell"};
        return world.client->ask_for<Created>(request).id;
    }
    /// Receives changes until the condition holds.
    template <class Condition>
    bool until(Condition holds)
    {
        while (!holds()) {
            if (!world.until([&] { return watcher.count<SessionsChanged>() > 0; })) return false;
            auto news = watcher.next<SessionsChanged>();
            REQUIRE(list.take(std::move(news)).has_value());
        }
        return true;
    }
    [[nodiscard]] const SessionInfo* find(SessionId id) const
    {
        const auto found = std::ranges::find(list.sessions(), id, &SessionInfo::id);
        return found != list.sessions().end() ? &*found : nullptr;
    }
    [[nodiscard]] Sessions listed() { return world.client->ask_for<Sessions>(List()); }

    WorkerWorld world;
    LoopClient watcher{world.loop, world.directory / "socket"};
    ListMirror list;
};

} // namespace

TEST_CASE("a watcher is notified when a session is created, used, renamed, ends and is removed")
{
    Watching watching;
    auto& world = watching.world;
    CHECK(watching.list.sessions().empty());
    const SessionId id = watching.make("work");
    REQUIRE(watching.until([&] { return watching.find(id) != nullptr; }));
    CHECK(watching.find(id)->name == "work");

    (void)world.client->ask_for<Done>(Rename{"work", "other"});
    CHECK(watching.until([&] { return watching.find(id)->name == "other"; }));

    Attach attach;
    attach.session = "other";
    attach.rows = 24;
    attach.columns = 80;
    (void)world.client->ask_for<Attached>(attach);
    CHECK(watching.until([&] { return watching.find(id)->controllers == 1; }));
    (void)world.client->ask_for<Detached>(Detach());
    CHECK(watching.until([&] { return watching.find(id)->controllers == 0; }));

    world.keeper.write(id, "\x1b]2;a title\a");
    CHECK(watching.until([&] { return watching.find(id)->title == "a title"; }));
    CHECK(watching.find(id)->bells == 0);
    world.keeper.write(id, "\a\a");
    CHECK(watching.until([&] { return watching.find(id)->bells == 2; }));
    CHECK(watching.list.sessions() == watching.listed().sessions);

    world.keeper.exit(id, 0);
    world.keeper.close(id);
    CHECK(watching.until([&] { return watching.find(id)->ended.has_value(); }));
    (void)world.client->ask_for<Done>(Forget{"other"});
    CHECK(watching.until([&] { return watching.find(id) == nullptr; }));
}

TEST_CASE("the bells that a program rang are known to the next worker, and none is counted twice")
{
    WorkerWorld world;
    New request;
    request.command = {"shell"};
    const SessionId id = world.client->ask_for<Created>(request).id;
    const auto bells = [&] { return world.client->ask_for<Sessions>(List()).sessions.at(0).bells; };
    world.keeper.write(id, "\a");
    REQUIRE(world.until([&] { return bells() == 1; }));
    world.restart();
    CHECK(bells() == 1);
    world.keeper.write(id, "\a\a");
    CHECK(world.until([&] { return bells() == 3; }));
}

TEST_CASE("changes are combined, and none is lost: many in a row are sent as one")
{
    Watching watching;
    const SessionId id = watching.make("name-0");
    constexpr int CHANGES = 500;
    for (int i = 1; i <= CHANGES; ++i)
        watching.world.client->say(Rename{"name-" + std::to_string(i - 1), "name-" + std::to_string(i)});
    int told = 0;
    REQUIRE(watching.until([&] {
        ++told;
        return watching.find(id) != nullptr && watching.find(id)->name == "name-" + std::to_string(CHANGES);
    }));
    CHECK(told < CHANGES);
}

TEST_CASE("a second request starts again with the whole list, and a client without a request is sent nothing")
{
    Watching watching;
    const SessionId id = watching.make("work");
    REQUIRE(watching.until([&] { return watching.find(id) != nullptr; }));
    const auto again = watching.watcher.ask_for<Sessions>(WatchSessions());
    CHECK(again == watching.listed());
    (void)watching.world.client->ask_for<Done>(Rename{"work", "other"});
    CHECK(watching.until([&] { return watching.find(id)->name == "other"; }));
    CHECK(watching.world.client->count<SessionsChanged>() == 0);
}
