#include "server/session/session.h"

#include "tests/support/screen_sink.h"
#include "tests/support/session_world.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>

using namespace cleat;
using cleat::test::QuietSink;
using cleat::test::ScreenSink;
using cleat::test::SessionWorld;

namespace {

/// A member that is shown a screen, and records how its session ends.
struct Viewer : ScreenSink {
    std::optional<ExitStatus> end;
    bool is_detached = false;
    bool is_told_closed = false;

    void ended(const ExitStatus& how) override { end = how; }
    void detached(const std::string&) override { is_detached = true; }
    void input_closed() override { is_told_closed = true; }
    [[nodiscard]] std::string text() const { return screen.text(); }
};

/// A member that follows output.
struct Follower : QuietSink {
    std::string bytes;
    std::optional<ExitStatus> end;

    void show(std::shared_ptr<const std::string> frame) override
    {
        const auto message = decode_server_message(std::string_view(*frame).substr(4))->message;
        if (const auto* const output = std::get_if<Output>(&message)) bytes += output->bytes.data;
    }
    void ended(const ExitStatus& how) override { end = how; }
};

ViewerId follow(Session& session, ViewerSink& sink, Role most, const Follow& options)
{
    AttachRequest request;
    request.most = most;
    ViewerId id = 0;
    REQUIRE(
        session.follow(sink, std::move(request), options, [&id](const Following& f) { id = f.client; }).has_value());
    return id;
}

constexpr int exit_code(int status)
{
    return status << 8;
}

} // namespace

TEST_CASE("output is on the screens of attached members, and their keys go to the program")
{
    SessionWorld world;
    Session& session = world.make_on_terminal();
    Viewer viewer;
    const ViewerId id = SessionWorld::attach(session, viewer);

    world.keeper.write(session.id(), "hello");
    CHECK(world.until([&] { return viewer.text().starts_with("hello"); }));
    session.controls().type(id, "ls\r");

    std::string read;
    world.until([&] { return (read += world.keeper.read(session.id())).size() >= 3; });
    CHECK(read == "ls\r");
    CHECK(session.info().controllers == 1);
}

TEST_CASE("an observer's keys are dropped, and count as taken")
{
    SessionWorld world;
    Session& session = world.make_on_terminal();
    Viewer viewer;
    const ViewerId id = SessionWorld::attach(session, viewer, Role::observer);

    session.controls().type(id, "rm");
    session.controls().focus(id, true);
    session.controls().resized(id, {10, 10});
    world.settle();

    CHECK(world.keeper.read(session.id()).empty());
    CHECK(world.keeper.rows_and_columns(session.id()) == std::pair(24, 80));
}

TEST_CASE("the size is that of the controller that typed last, before its key arrives")
{
    SessionWorld world;
    Session& session = world.make_on_terminal();
    Viewer small;
    Viewer large;
    const ViewerId one = SessionWorld::attach(session, small, Role::controller, {10, 20});
    const ViewerId other = SessionWorld::attach(session, large, Role::controller, {50, 100});
    CHECK(world.keeper.rows_and_columns(session.id()) == std::pair(50, 100));

    session.controls().type(one, "x");

    CHECK(world.keeper.rows_and_columns(session.id()) == std::pair(10, 20));
    CHECK(world.until([&] {
        session.acknowledged(one, small.number);
        session.acknowledged(other, large.number);
        return small.screen.size == Size{10, 20} && large.screen.size == Size{10, 20};
    }));
}

TEST_CASE("the end is delivered after the last byte, and then the session lingers")
{
    SessionWorld world;
    New request;
    request.command = {"shell"};
    request.linger_ms = 1;
    Session& session = world.make(request);
    const SessionId id = session.id();
    Viewer viewer;
    SessionWorld::attach(session, viewer);
    world.keeper.write(id, "the last words");
    world.keeper.exit(id, exit_code(3));
    world.keeper.close(id);

    CHECK(world.until([&] { return viewer.end.has_value(); }));

    CHECK(viewer.end->status == 3);
    CHECK_FALSE(viewer.end->incomplete);
    CHECK(viewer.text().starts_with("the last words"));
    CHECK(world.until([&] { return world.keeper.program(id).is_forgotten; }));
    CHECK(world.until([&] { return world.table->find(id) == nullptr; }));
}

TEST_CASE("a key that reveals that the program has ended is dropped, and has no other effect")
{
    SessionWorld world;
    Session& session = world.make_on_terminal();
    Viewer one;
    Viewer other;
    const ViewerId id = SessionWorld::attach(session, one, Role::controller, {10, 20});
    SessionWorld::attach(session, other, Role::controller, {50, 100});
    // The program has ended, and an orphan has its terminal open.
    world.keeper.exit(session.id(), exit_code(0));
    REQUIRE(world.until([&] { return !session.life().signal(0).has_value(); }));
    REQUIRE(world.until([&] { return one.number > 0 && other.number > 0; }));
    CHECK_FALSE(session.ended().has_value());
    world.keeper.close(session.id());

    session.controls().type(id, "x"); // changes the size first, which reads from the terminal

    CHECK(session.ended().has_value());
    CHECK(world.until([&] { return one.end.has_value() && other.end.has_value(); }));
    CHECK(session.audience().members().size() == 0);
}

TEST_CASE("a program on pipes is paused for its controller, which misses nothing, and for no observer")
{
    SessionWorld world;
    Session& session = world.make_on_pipes();
    Follower controller;
    Follower observer;
    Follow options;
    options.since = 0;
    const ViewerId id = follow(session, controller, Role::controller, options);
    follow(session, observer, Role::observer, options);
    controller.ready = false;
    observer.ready = false;
    const std::string line(1'000, 'x');
    std::string written;
    std::size_t refused = 0;
    // More than the log and the pipe hold.
    while (written.size() < 3U << 20 && refused < 100) {
        try {
            world.keeper.write(session.id(), line);
            written += line;
            refused = 0;
        } catch (const std::exception&) {
            ++refused;
        }
        world.settle();
    }
    CHECK(written.size() < 2U << 20);

    controller.ready = true;
    CHECK(world.until([&] {
        world.loop.defer([] {});
        session.drained(id);
        return controller.bytes.size() >= written.size();
    }));

    CHECK(controller.bytes.starts_with(written));
}

TEST_CASE("a wait is answered when its condition holds, and when the program has ended without it")
{
    SessionWorld world;
    Session& session = world.make_on_terminal();
    Wait request;
    request.what = Wait::For::text;
    request.pattern = "ready";
    std::optional<Result<Waited>> found;
    session.waiters().add(request, [&found](const Result<Waited>& result) { found = result; });
    request.pattern = "never";
    std::optional<Result<Waited>> lost;
    session.waiters().add(request, [&lost](const Result<Waited>& result) { lost = result; });

    world.keeper.write(session.id(), "is ready\r\n");
    CHECK(world.until([&] { return found.has_value(); }));
    CHECK(found->has_value());
    CHECK_FALSE(lost.has_value());
    world.keeper.exit(session.id(), exit_code(0));
    world.keeper.close(session.id());

    CHECK(world.until([&] { return lost.has_value(); }));
    CHECK_FALSE(lost->has_value());
}

TEST_CASE("a name is unique, and available again when its session is over")
{
    SessionWorld world;
    New request;
    request.name = "work";
    request.command = {"shell"};
    const SessionId first = world.make(request).id();
    std::optional<ErrorCode> refused;
    world.table->maker().make(
        request, [&refused](const tl::expected<Session*, CreateError>& made) { refused = made.error().error.code(); });
    CHECK(refused == ErrorCode::exists);
    world.keeper.exit(first, exit_code(0));
    world.keeper.close(first);
    REQUIRE(world.until([&] { return world.table->find(first)->ended().has_value(); }));

    const SessionId second = world.make(request).id();

    CHECK(second != first);
    CHECK(world.table->find(first) == nullptr);
    CHECK(*world.table->find("work") == world.table->find(second));
    CHECK(world.table->find("").value() == world.table->find(second));
}

TEST_CASE("a program that cannot be started creates no session, and the error has the status of a shell")
{
    SessionWorld world;
    world.keeper.refuse({SpawnError::Stage::exec, ENOENT});
    New request;
    request.command = {"nothing"};
    std::optional<CreateError> why;

    world.table->maker().make(request, [&why](const tl::expected<Session*, CreateError>& made) { why = made.error(); });

    CHECK(world.until([&] { return why.has_value(); }));
    CHECK(why->exit_status == 127);
    CHECK(why->error.message() == "no program \"nothing\"");
    CHECK(world.table->size() == 0);
}

// --- another worker --------------------------------------------------------------------------------------------------

TEST_CASE("a session is the same in the next worker: facts, screen, history, output, waits")
{
    SessionWorld world;
    New request;
    request.name = "work";
    request.command = {"shell", "-l"};
    request.linger_ms = 5'000;
    request.timeout_ms = 60'000;
    request.history_lines = 50;
    const SessionId id = world.make(request).id();
    Session* session = world.table->find(id);
    {
        Viewer viewer;
        const ViewerId client = SessionWorld::attach(*session, viewer, Role::controller, {30, 90});
        for (int line = 0; line < 100; ++line) world.keeper.write(id, "line " + std::to_string(line) + "\r\n");
        world.keeper.write(id, "\x1b]0;title\x07\x1b[?1049h\x1b[31mred");
        REQUIRE(world.until([&] { return session->info().title == "title"; }));
        world.settle();
        REQUIRE(session->controls().send({{SendPiece::Kind::text, {"x"}}}).has_value());
        REQUIRE(session->change_grants().give({Grantee::user, 12, std::nullopt}));
        REQUIRE(session->size().set({20, 60}).has_value());
        session->rename("other");
        session->audience().leave(client);
        world.settle();
    }
    const SessionFacts facts = session->facts();
    const SessionInfo info = session->info();
    const auto snapshot = session->snapshot(1'000, 1U << 20)->snapshot.data;

    world.restart();
    session = world.table->find(id);
    REQUIRE(session != nullptr);

    CHECK(session->facts() == facts);
    CHECK(session->info() == info);
    CHECK(session->snapshot(1'000, 1U << 20)->snapshot.data == snapshot);
    CHECK(world.keeper.rows_and_columns(id) == std::pair(20, 60));

    Viewer viewer;
    CHECK(SessionWorld::attach(*session, viewer, Role::controller, {20, 60}) == facts.next_client);
    world.keeper.write(id, "\x1b[2J\x1b[Hmore");
    CHECK(world.until([&] { return viewer.text().starts_with("more"); }));
}

TEST_CASE("a program that ends between two workers ends in the next one")
{
    SessionWorld world;
    const SessionId id = world.make_on_terminal().id();
    world.keeper.write(id, "last words");
    world.keeper.close(id);

    world.restart();
    world.keeper.exit(id, exit_code(3));

    Session& session = *world.table->find(id);
    REQUIRE(world.until([&] { return session.ended().has_value(); }));
    CHECK(session.ended()->status == 3);
    CHECK(session.snapshot(0, 1U << 20)->snapshot.data.find("last words") != std::string::npos);
}

TEST_CASE("a session on pipes is the same in the next worker, and its follower starts where the previous one was")
{
    SessionWorld world;
    const SessionId id = world.make_on_pipes().id();
    Session* session = world.table->find(id);
    {
        Follower follower;
        Follow options;
        options.goes_on = true;
        const ViewerId client = follow(*session, follower, Role::controller, options);
        world.keeper.write(id, "first,");
        REQUIRE(world.until([&] { return follower.bytes == "first,"; }));
        world.settle();
        session->audience().leave(client);
        world.settle();
    }
    world.keeper.write(id, "second");
    const SessionFacts facts = session->facts();

    world.restart();
    session = world.table->find(id);

    CHECK(session->facts() == facts);
    Follower follower;
    Follow options;
    options.goes_on = true;
    follow(*session, follower, Role::controller, options);
    CHECK(world.until([&] { return follower.bytes == "second"; }));
}

TEST_CASE("a session that has ended stays in the next worker, for the rest of its time")
{
    SessionWorld world;
    New request;
    request.command = {"shell"};
    request.linger_ms = 200;
    const SessionId id = world.make(request).id();
    world.keeper.write(id, "result");
    world.keeper.close(id);
    world.keeper.exit(id, exit_code(7));
    REQUIRE(world.until([&] { return world.table->find(id)->ended().has_value(); }));
    world.settle();
    const SessionFacts facts = world.table->find(id)->facts();
    CHECK_FALSE(world.keeper.program(id).is_forgotten);

    world.restart();

    const Session& session = *world.table->find(id);
    CHECK(session.facts() == facts);
    CHECK(session.snapshot(0, 1U << 20)->snapshot.data.find("result") != std::string::npos);
    CHECK(world.until([&] { return world.table->find(id) == nullptr; }));
    CHECK(world.until([&] { return world.keeper.program(id).is_forgotten; }));
}

TEST_CASE("a requested end continues in the next worker")
{
    SessionWorld world;
    const SessionId id = world.make_on_terminal().id();
    world.table->find(id)->life().end(std::chrono::milliseconds(60'000), [] {});
    world.settle();
    const SessionFacts facts = world.table->find(id)->facts();
    REQUIRE(facts.ending.has_value());

    world.restart();
    world.keeper.close(id);
    world.keeper.exit(id, 1);

    REQUIRE(world.until([&] { return world.table->find(id)->ended().has_value(); }));
    CHECK(world.until([&] { return !world.table->find(id)->facts().ending.has_value(); }));
}

TEST_CASE("a session whose history limit is too large for a terminal is not created")
{
    SessionWorld world;
    New request;
    request.command = {"shell"};
    request.history_lines = HistoryLimits::MAX_LINES + 1;
    std::optional<ErrorCode> why;
    world.table->maker().make(
        request, [&why](const tl::expected<Session*, CreateError>& made) { why = made.error().error.code(); });
    CHECK(why == ErrorCode::invalid);
}
