#pragma once

#include "common/event/loop.h"
#include "server/keeper/link.h"
#include "server/session/session_table.h"
#include "tests/support/fake_keeper.h"
#include "tests/support/scratch.h"
#include "tests/support/turn_until.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cleat::test {

/// A worker's sessions and their keeper in one process. The test plays the programs and turns the loop. A worker can be
/// replaced by another one.
struct SessionWorld {
    Scratch directory;
    Loop loop;
    FakeKeeper keeper{loop};
    std::optional<KeeperLink> link{std::in_place, loop, keeper.link(), handlers()};
    std::optional<SessionTable> table{std::in_place, loop, *link, directory.path()};

    /// Turns the loop until the condition holds.
    template <class Condition>
    bool until(Condition holds)
    {
        return turn_until(loop, holds);
    }
    /// Turns the loop until nothing more can happen now.
    void settle() { cleat::test::settle(loop); }
    Session& make(const New& request)
    {
        std::optional<tl::expected<Session*, CreateError>> made;
        table->maker().make(request, [&made](const tl::expected<Session*, CreateError>& outcome) { made = outcome; });
        REQUIRE(until([&made] { return made.has_value(); }));
        const std::string why = made->has_value() ? std::string() : made->error().error.message();
        REQUIRE_MESSAGE(made->has_value(), why);
        return ***made;
    }
    Session& make_on_terminal()
    {
        New request;
        request.command = {"shell"};
        return make(request);
    }
    Session& make_on_pipes()
    {
        New request;
        request.command = {"filter"};
        request.kind = SessionKind::pipes;
        return make(request);
    }
    /// Ends the session's program with that exit status, and so the session.
    void end(const Session& session, int status = 0)
    {
        keeper.exit(session.id(), status << 8);
        keeper.close(session.id());
        REQUIRE(until([&session] { return session.ended().has_value(); }));
    }
    /// Replaces the worker by another one, which takes over its sessions, as after a crash. Clients are detached: their
    /// sinks must still exist.
    void restart()
    {
        const std::size_t sessions = table->size();
        table.reset();
        link.emplace(loop, keeper.link(), handlers());
        table.emplace(loop, *link, directory.path());
        keeper.hand_over();
        REQUIRE(until([&] { return table->size() == sessions; }));
    }
    KeeperLink::Handlers handlers()
    {
        return {
            .on_spawned = [this](SessionId id, Spawned program) { table->maker().spawned(id, std::move(program)); },
            .on_spawn_failed = [this](SessionId id, const SpawnError& why) { table->maker().spawn_failed(id, why); },
            .on_resumed = [this](SessionId,
                                 Spawned program) { REQUIRE(table->resume(std::move(program)).has_value()); },
            .on_released = [this](SessionId id) { table->maker().released(id); },
            .on_exited = [this](SessionId id, int status) { table->exited(id, status); },
            .on_closed = [] {},
            .on_listener = {},
            .on_shared_listener = {},
            .on_recorder = {},
            .on_recorder_exited = {}};
    }
    /// Attaches a member to a session on a terminal. Acknowledging steps is up to the test.
    static ViewerId attach(Session& session, ViewerSink& sink, Role most = Role::controller, Size size = {24, 80})
    {
        AttachRequest request;
        request.most = most;
        request.size = size;
        ViewerId id = 0;
        REQUIRE(session.attach(sink, std::move(request), [&id](const Member& member) { id = member.id; }).has_value());
        return id;
    }
};

} // namespace cleat::test
