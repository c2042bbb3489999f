#include "server/peer/worker.h"

#include "tests/support/worker_world.h"

#include <doctest/doctest.h>

#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

using namespace cleat;
using cleat::test::FakeKeeper;
using cleat::test::LoopClient;
using cleat::test::WorkerWorld;

namespace {

SessionId create(WorkerWorld& world, const std::string& name)
{
    New request;
    request.name = name;
    request.command = {"shell"};
    return world.client->ask_for<Created>(request).id;
}

Attach attach_as(Role role, Claim claim = Claim::shared)
{
    Attach out;
    out.session = "work";
    out.role = role;
    out.claim = claim;
    return out;
}

std::vector<SessionInfo> sessions_of(WorkerWorld& world)
{
    return world.client->ask_for<Sessions>(List()).sessions;
}

void end_program(WorkerWorld& world, SessionId session)
{
    world.keeper.exit(session, 0);
    world.keeper.close(session);
}

/// A client that connected through the guests' socket and was accepted.
std::unique_ptr<LoopClient> guest_of(WorkerWorld& world)
{
    auto socket = connect_to(world.keeper.shared_socket());
    REQUIRE(socket.has_value());
    auto client = std::make_unique<LoopClient>(world.loop, std::move(*socket));
    CHECK(client->greet().role == Role::observer);
    return client;
}

/// "work", shared with everyone.
SessionId create_shared(WorkerWorld& world)
{
    const SessionId id = create(world, "work");
    (void)world.client->ask_for<Done>(Share{"work", Grantee::everyone, 0, {}});
    return id;
}

} // namespace

// --- requests of clients ---------------------------------------------------------------------------------------------

TEST_CASE("sessions are created, listed, ended and removed over the socket")
{
    WorkerWorld world;
    CHECK(world.keeper.is_ready());
    CHECK(sessions_of(world).empty());

    const SessionId id = create(world, "work");
    create(world, "other");

    REQUIRE(sessions_of(world).size() == 2);
    const SessionInfo info = sessions_of(world).front();
    CHECK(info.id == id);
    CHECK(info.name == "work");
    CHECK(info.pid == world.keeper.program(id).pid);
    CHECK_FALSE(info.ended.has_value());
    const auto killed = world.client->say_for_answer(Kill{"work", 0});
    end_program(world, id);
    CHECK(std::holds_alternative<Done>(world.client->answer(killed)));
    CHECK(world.until([&] { return sessions_of(world).front().ended.has_value(); }));
    (void)world.client->ask_for<Done>(Forget{"work"});
    CHECK(sessions_of(world).size() == 1);
    CHECK(world.until([&] { return world.keeper.program(id).is_forgotten; }));
}

TEST_CASE("the status counts sessions and clients, and contains the server's directory")
{
    WorkerWorld world;
    create(world, "work");
    std::optional<LoopClient> other(std::in_place, world.loop, world.socket());

    const auto status = world.client->ask_for<ServerStatus>(AskStatus());
    CHECK(status.version == CLEAT_VERSION);
    CHECK(status.worker_pid == ::getpid());
    CHECK(status.sessions == 1);
    CHECK(status.clients == 2);
    CHECK(status.runtime_directory == world.directory.path());

    other.reset();
    CHECK(world.until([&] { return world.client->ask_for<ServerStatus>(AskStatus()).clients == 1; }));
}

TEST_CASE("a client that disconnects is detached, and others get its control")
{
    WorkerWorld world;
    create(world, "work");
    std::optional<LoopClient> holder(std::in_place, world.loop, world.socket());
    (void)holder->ask_for<Attached>(attach_as(Role::controller, Claim::exclusive));
    CHECK(world.client->ask_for<Attached>(attach_as(Role::controller)).role == Role::observer);

    holder.reset();

    CHECK(world.client->next<RoleChanged>() == RoleChanged{Role::controller, 0});
    CHECK(world.client->ask_for<Clients>(ListClients{"work"}).clients.size() == 1);
}

TEST_CASE("an invalid message affects only the client that sent it")
{
    WorkerWorld world;
    create(world, "work");
    LoopClient other(world.loop, world.socket());

    other.say_bytes(std::string(4, '\0'));

    CHECK_FALSE(other.turned_away().empty());
    CHECK(sessions_of(world).size() == 1);
    CHECK(world.client->ask_for<ServerStatus>(AskStatus()).clients == 1);
}

// --- the server's end ------------------------------------------------------------------------------------------------

TEST_CASE("a server that must stop asks its keeper, which ends it")
{
    WorkerWorld world;

    (void)world.client->ask_for<Done>(Stop());

    REQUIRE(world.until([&] { return world.keeper.stopped().has_value(); }));
    CHECK(world.keeper.stopped() == 0);
    (void)world.client->ask_for<Pong>(Ping()); // answered until the keeper has ended
    bool is_late = false;
    Timer deadline(world.loop, [&] {
        is_late = true;
        world.loop.stop();
    });
    deadline.start(std::chrono::seconds(60));
    world.keeper.leave();
    world.loop.run();
    CHECK_FALSE(is_late);
}

TEST_CASE("the main session is created when the server starts, and its end is the server's")
{
    WorkerWorld world({.name = "main", .command = {"program"}});
    REQUIRE(world.until([&] { return world.keeper.main() && world.keeper.has(world.keeper.main()->session); }));
    const SessionId main = world.keeper.main()->session;
    CHECK(world.keeper.program(main).request.argv == std::vector<std::string>{"program"});
    const SessionId other = create(world, "other");
    end_program(world, other);
    CHECK(world.until([&] { return sessions_of(world).back().ended.has_value(); }));
    CHECK_FALSE(world.keeper.stopped().has_value());

    end_program(world, main);

    CHECK(world.until([&] { return world.keeper.stopped().has_value(); }));
}

TEST_CASE("if the main session cannot be created the server exits with the status of a shell")
{
    WorkerWorld world(
        [](FakeKeeper& keeper) {
            keeper.refuse({SpawnError::Stage::exec, ENOENT});
        },
        {.name = "main", .command = {"nothing"}});

    CHECK(world.until([&] { return world.keeper.stopped().has_value(); }));
    CHECK(world.keeper.stopped() == 127); // as a shell would
}

// --- guests ----------------------------------------------------------------------------------------------------------

TEST_CASE("other users can connect while anything is shared, and not before or after")
{
    WorkerWorld world;
    create(world, "work");
    create(world, "other");
    CHECK_FALSE(world.keeper.is_shared());

    (void)world.client->ask_for<Done>(Share{"work", Grantee::everyone, 0, {}});
    (void)world.client->ask_for<Done>(Share{"other", Grantee::user, 61'001, {}});
    CHECK(world.keeper.is_shared());
    const auto guest = guest_of(world);
    const auto sessions = guest->ask_for<Sessions>(List()).sessions;
    REQUIRE(sessions.size() == 1);
    CHECK(sessions.front().name == "work");
    CHECK(guest->ask_for<Failed>(Kill{"work", 0}).message == "a guest can only observe");

    (void)world.client->ask_for<Done>(Unshare{"work", {}, 0});
    CHECK(guest->turned_away() == "no session is shared with you any longer");
    CHECK(world.keeper.is_shared()); // the other one still is
    (void)world.client->ask_for<Done>(Unshare{"other", {}, 0});
    CHECK(world.until([&] { return !world.keeper.is_shared(); }));
}

TEST_CASE("users with no shared session are refused when they connect")
{
    WorkerWorld world;
    create(world, "work");
    (void)world.client->ask_for<Done>(Share{"work", Grantee::user, 61'001, {}});
    auto socket = connect_to(world.keeper.shared_socket());
    REQUIRE(socket.has_value());

    LoopClient knocking(world.loop, std::move(*socket));

    CHECK(knocking.turned_away() == "no session is shared with you");
    CHECK(world.client->ask_for<ServerStatus>(AskStatus()).clients == 1);
}

TEST_CASE("if other users cannot connect nothing is shared, and the owner gets the reason")
{
    WorkerWorld world;
    create(world, "work");
    world.keeper.refuse_shares("there is no place for guests");

    const auto failed = world.client->ask_for<Failed>(Share{"work", Grantee::everyone, 0, {}});

    CHECK(failed.message.find("there is no place for guests") != std::string::npos);
    CHECK(world.client->ask_for<Shares>(ListShares()).shares.empty());
}

TEST_CASE("a guest is disconnected when its share expires")
{
    WorkerWorld world;
    create_shared(world);
    const auto guest = guest_of(world);
    (void)guest->ask_for<Attached>(attach_as(Role::observer));

    (void)world.client->ask_for<Done>(Share{"work", Grantee::everyone, 0, 1}); // replaces the one without an end

    CHECK(guest->next<Detached>().reason == "the session is no longer shared with you");
    CHECK(guest->turned_away() == "no session is shared with you any longer");
    CHECK(world.client->ask_for<Shares>(ListShares()).shares.empty());
    CHECK(world.until([&] { return !world.keeper.is_shared(); }));
}

TEST_CASE("a guest is disconnected when the session that was shared with it is removed")
{
    WorkerWorld world;
    const SessionId id = create_shared(world);
    const auto guest = guest_of(world);
    end_program(world, id);
    CHECK(world.until([&] { return sessions_of(world).front().ended.has_value(); }));
    CHECK(guest->ask_for<Sessions>(List()).sessions.size() == 1); // it can still see the session that it left

    (void)world.client->ask_for<Done>(Forget{"work"});

    CHECK(guest->turned_away() == "no session is shared with you any longer");
    CHECK(world.until([&] { return !world.keeper.is_shared(); }));
}

// --- another worker, and another directory ---------------------------------------------------------------------------

TEST_CASE("of the previous worker's sessions one whose memory is damaged is lost, and the others are restored")
{
    WorkerWorld world;
    const SessionId whole = create(world, "whole");
    const SessionId damaged = create(world, "damaged");
    world.keeper.write(whole, "hello");
    Wait wait;
    wait.session = "whole";
    wait.pattern = "hello";
    (void)world.client->ask_for<Waited>(wait);
    const std::string nonsense(4'096, 'x');
    REQUIRE(::pwrite(world.keeper.program(damaged).memory.get(), nonsense.data(), nonsense.size(), 0) ==
            static_cast<ssize_t>(nonsense.size()));

    world.restart();

    CHECK(world.until([&] { return world.keeper.program(damaged).is_forgotten; }));
    REQUIRE(sessions_of(world).size() == 1);
    CHECK(sessions_of(world).front().id == whole);
    (void)world.client->ask_for<Waited>(wait);
    CHECK_FALSE(world.keeper.program(whole).is_forgotten);
    CHECK(create(world, "damaged") > damaged); // its name is free, its id is not reused
}

TEST_CASE("a share survives the worker")
{
    WorkerWorld world;
    create_shared(world);

    world.restart();

    CHECK(world.client->ask_for<Shares>(ListShares()).shares.size() == 1);
}

TEST_CASE("a server that listens elsewhere serves there, and connected clients stay")
{
    WorkerWorld world;
    create(world, "work");
    const std::string place = world.directory / "elsewhere";
    std::filesystem::create_directory(place);
    std::vector<UniqueFd> waiting; // more than are accepted before the new directory is known
    for (int i = 0; i < 3; ++i) waiting.push_back(*connect_to(world.socket()));

    world.keeper.serve_at(place + "/socket");
    std::deque<LoopClient> late;
    for (UniqueFd& socket : waiting) (void)late.emplace_back(world.loop, std::move(socket)).greet();

    LoopClient there(world.loop, place + "/socket");
    CHECK(there.ask_for<Sessions>(List()).sessions.size() == 1);
    CHECK(there.ask_for<ServerStatus>(AskStatus()).runtime_directory == place);
    CHECK(world.client->ask_for<ServerStatus>(AskStatus()).clients == 5);
}
