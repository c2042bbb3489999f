#include "server/session/session_table.h"

#include "server/keeper/session_directory.h"
#include "tests/support/quiet_sink.h"
#include "tests/support/session_world.h"
#include "tests/support/shared_memory.h"

#include <doctest/doctest.h>

#include <fcntl.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace cleat;
using cleat::test::QuietSink;
using cleat::test::SessionWorld;
using cleat::test::shared_memory;
using namespace std::chrono_literals;

namespace {

constexpr uid_t ANNA = 61'001;
constexpr uid_t BERT = 61'002;
constexpr gid_t TEAM = 62'001;

New named(const std::string& name)
{
    New request;
    request.name = name;
    request.command = {"shell"};
    return request;
}

Session& make(SessionWorld& world, const std::string& name)
{
    return world.make(named(name));
}

/// The result of a request for a session, once it is known.
using Outcome = std::shared_ptr<std::optional<tl::expected<Session*, CreateError>>>;

Outcome ask_for(SessionWorld& world, const New& request)
{
    auto out = std::make_shared<Outcome::element_type>();
    world.table->maker().make(request, [out](const tl::expected<Session*, CreateError>& made) { *out = made; });
    return out;
}

/// Waits for the result of a request that must fail, and returns its error.
CreateError why_not(SessionWorld& world, const Outcome& outcome)
{
    REQUIRE(world.until([&] { return outcome->has_value(); }));
    REQUIRE_FALSE((**outcome).has_value());
    return (**outcome).error();
}

ErrorCode code_of(const Outcome& outcome)
{
    REQUIRE(outcome->has_value());
    REQUIRE_FALSE((**outcome).has_value());
    return (**outcome).error().error.code();
}

template <class Value>
Error error_of(const Result<Value>& result)
{
    REQUIRE_FALSE(result.has_value());
    return result.error();
}

/// A controller attaches and leaves, at a later time than all others.
void use(SessionWorld& world, Session& session)
{
    const auto before = world.loop.now();
    REQUIRE(world.until([&] {
        world.loop.defer([] {});
        return world.loop.now() > before + 1us;
    }));
    QuietSink sink;
    session.audience().leave(SessionWorld::attach(session, sink));
}

void share(Session& session, Grantee audience, std::uint32_t id,
           std::optional<BootClock::time_point> until = std::nullopt)
{
    REQUIRE(session.change_grants().give({audience, id, until}));
}

std::string names_of(const std::vector<SessionInfo>& sessions)
{
    std::string out;
    for (const SessionInfo& session : sessions) out += session.name + ' ';
    return out;
}

} // namespace

// --- names -----------------------------------------------------------------------------------------------------------

TEST_CASE("a session without a name gets the lowest number that no session has, including those being created")
{
    SessionWorld world;
    CHECK(make(world, "").name() == "1");
    CHECK(make(world, "3").name() == "3");

    const Outcome one = ask_for(world, named(""));
    const Outcome other = ask_for(world, named(""));
    REQUIRE(world.until([&] { return one->has_value() && other->has_value(); }));

    CHECK((***one)->name() == "2");
    CHECK((***other)->name() == "4");
    CHECK(names_of(world.table->list()) == "1 3 2 4 "); // oldest first
}

TEST_CASE("of two simultaneous requests with one name the first succeeds, and the other is refused at once")
{
    SessionWorld world;

    const Outcome first = ask_for(world, named("work"));
    const Outcome second = ask_for(world, named("work"));

    CHECK_FALSE(first->has_value());
    CHECK(code_of(second) == ErrorCode::exists);
    REQUIRE(world.until([&] { return first->has_value(); }));
    CHECK(first->value().has_value());
    CHECK(world.table->size() == 1);
}

TEST_CASE("an invalid name is refused for a new or a renamed session, and no program is started")
{
    SessionWorld world;
    Session& session = make(world, "work");

    for (const std::string& bad : {std::string("a/b"), std::string(".hidden"), std::string("-n"), std::string("a b"),
                                   std::string(65, 'x'), std::string("a\xff")}) {
        INFO(bad);
        CHECK(code_of(ask_for(world, named(bad))) == ErrorCode::invalid);
        CHECK(error_of(world.table->rename(session, bad)).code() == ErrorCode::invalid);
    }
    CHECK(error_of(world.table->rename(session, "")).code() == ErrorCode::invalid);

    world.settle();
    CHECK_FALSE(world.keeper.has(session.id() + 1));
    CHECK(session.name() == "work");
}

TEST_CASE("a session that has ended keeps its name while it has members")
{
    SessionWorld world;
    Session& over = make(world, "work");
    QuietSink slow;
    SessionWorld::attach(over, slow);
    slow.ready = false; // so it has not been shown the end yet
    world.end(over);
    REQUIRE(over.info().controllers == 1);

    CHECK(code_of(ask_for(world, named("work"))) == ErrorCode::exists);
    Session& other = make(world, "other");
    CHECK(error_of(world.table->rename(other, "work")).code() == ErrorCode::exists);

    over.audience().leave(over.audience().clients().front().id);
    CHECK(world.table->rename(other, "work").has_value());
    CHECK(world.table->size() == 1);
    CHECK(*world.table->find("work") == &other);
}

TEST_CASE("a session that is renamed is found by its new name, and by its id as before")
{
    SessionWorld world;
    Session& session = make(world, "one");
    make(world, "two");

    CHECK(error_of(world.table->rename(session, "two")).code() == ErrorCode::exists);
    CHECK(world.table->rename(session, "one").has_value()); // its own name
    CHECK(world.table->rename(session, "three").has_value());

    CHECK(*world.table->find("three") == &session);
    CHECK(*world.table->find("#" + std::to_string(session.id())) == &session);
    CHECK(error_of(world.table->find("one")).code() == ErrorCode::not_found);
    CHECK(make(world, "one").name() == "one");
}

// --- finding ---------------------------------------------------------------------------------------------------------

TEST_CASE("a missing session is an error that contains the name that was searched for")
{
    SessionWorld world;
    CHECK(error_of(world.table->find("")).message() == "no sessions");
    make(world, "work");

    CHECK(error_of(world.table->find("play")).message() == "no session named \"play\"");
    for (const std::string bad : {"#", "#0", "#-1", "#2", "#1x", "# 1", "#99999999999999999999"}) {
        INFO(bad);
        REQUIRE_FALSE(world.table->find(bad).has_value());
        CHECK(error_of(world.table->find(bad)).message() == "no session \"" + bad + "\"");
        CHECK(error_of(world.table->find(bad)).code() == ErrorCode::not_found);
    }
}

TEST_CASE("without a name the session last used by a controller is found, and a running one before one that has ended")
{
    SessionWorld world;
    Session& one = make(world, "one");
    Session& other = make(world, "other");

    use(world, one);
    CHECK(*world.table->find("") == &one);
    use(world, other);
    CHECK(*world.table->find("") == &other);
    QuietSink observer;
    SessionWorld::attach(one, observer, Role::observer);
    CHECK(*world.table->find("") == &other);

    world.end(other);
    CHECK(*world.table->find("") == &one);
    world.end(one);
    CHECK(*world.table->find("") == &other);
}

TEST_CASE("a guest finds what is shared with it, by any name, and no other session")
{
    SessionWorld world;
    Session& shown = make(world, "shown");
    Session& hidden = make(world, "hidden");
    const Guest anna{ANNA, {TEAM}};
    const Guest bert{BERT, {}};
    use(world, hidden);
    CHECK_FALSE(world.table->shares().any_with(anna));
    CHECK(error_of(world.table->find("", &anna)).code() == ErrorCode::not_found);

    SUBCASE("the user")
    {
        share(shown, Grantee::user, ANNA);
    }
    SUBCASE("a group of the user")
    {
        share(shown, Grantee::group, TEAM);
    }

    CHECK(world.table->shares().any_with(anna));
    CHECK(*world.table->find("", &anna) == &shown); // even though another one was used last
    CHECK(*world.table->find("shown", &anna) == &shown);
    CHECK(*world.table->find("#1", &anna) == &shown);
    CHECK(error_of(world.table->find("hidden", &anna)).message() == "no session named \"hidden\"");
    CHECK(error_of(world.table->find("#2", &anna)).message() == "no session \"#2\"");
    CHECK(names_of(world.table->list(&anna)) == "shown ");
    CHECK_FALSE(world.table->shares().any_with(bert));
    CHECK(world.table->list(&bert).empty());
    share(hidden, Grantee::everyone, 0);
    CHECK(names_of(world.table->list(&anna)) == "shown hidden ");
    CHECK(names_of(world.table->list(&bert)) == "hidden ");
}

TEST_CASE("a session is found by its token while it exists, and each has its own")
{
    SessionWorld world;
    Session& one = make(world, "one");
    const Session& other = make(world, "other");
    const std::string token = one.token();
    CHECK_FALSE(token.empty());
    CHECK(token != other.token());

    CHECK(world.table->with_token(token) == &one);
    CHECK(world.table->with_token(other.token()) == &other);
    CHECK(world.table->with_token(token + "x") == nullptr);
    CHECK(world.table->with_token("") == nullptr);
    world.end(one);
    CHECK(world.table->with_token(token) == &one);
    REQUIRE(world.table->forget(one).has_value());

    CHECK(world.table->with_token(token) == nullptr);
}

// --- the end of a session --------------------------------------------------------------------------------------------

TEST_CASE("a running session is not removed; one that has ended is, by the keeper too")
{
    SessionWorld world;
    int retired = 0;
    world.table->on_changed([&](SessionId changed) { retired += world.table->find(changed) == nullptr ? 1 : 0; });
    Session& session = make(world, "work");
    const SessionId id = session.id();

    const Error refused = error_of(world.table->forget(session));
    CHECK(refused.code() == ErrorCode::refused);
    CHECK(refused.message() == "session \"work\" has not ended");
    CHECK(retired == 0);
    world.end(session);
    CHECK(world.table->forget(session).has_value());

    CHECK(retired == 1);
    CHECK(world.table->find(id) == nullptr);
    CHECK(world.until([&] { return world.keeper.program(id).is_forgotten; }));
}

TEST_CASE("a session is removed after it has lingered, and those that linger longer stay")
{
    SessionWorld world;
    int retired = 0;
    world.table->on_changed([&](SessionId changed) { retired += world.table->find(changed) == nullptr ? 1 : 0; });
    New brief = named("brief");
    brief.linger_ms = 1;
    const Session& first = world.make(brief);
    const SessionId gone = first.id();
    const Session& stays = make(world, "stays");
    world.end(stays, 3);

    world.keeper.exit(gone, 0);
    world.keeper.close(gone);

    CHECK(world.until([&] { return world.table->find(gone) == nullptr; }));
    CHECK(retired == 1);
    CHECK(world.until([&] { return world.keeper.program(gone).is_forgotten; }));
    CHECK(names_of(world.table->list()) == "stays ");
    CHECK(world.table->list().front().ended->status == 3);
    CHECK_FALSE(world.keeper.program(stays.id()).is_forgotten);
}

TEST_CASE("the keeper releases a program that ends and belongs to no session")
{
    SessionWorld world;
    constexpr SessionId UNKNOWN = 77;
    SpawnRequest request;
    request.argv = {"stray"};
    REQUIRE(world.link->spawn(UNKNOWN, request).has_value());
    REQUIRE(world.until([&] { return world.keeper.has(UNKNOWN); }));
    world.settle();
    CHECK(world.table->size() == 0);

    world.keeper.exit(UNKNOWN, 0);

    CHECK(world.until([&] { return world.keeper.program(UNKNOWN).is_forgotten; }));
}

// --- programs that cannot be started ---------------------------------------------------------------------------------

TEST_CASE("a program that cannot be started is an error with the reason, and leaves nothing behind")
{
    using Stage = SpawnError::Stage;
    SessionWorld world;
    SpawnError error;
    int status = 0; // as a shell would set it
    std::string words;
    SUBCASE("no such program")
    {
        error = {Stage::exec, ENOENT};
        status = 127;
        words = "no program \"shell\"";
    }
    SUBCASE("a file that cannot be run")
    {
        error = {Stage::exec, EACCES};
        status = 126;
        words = "cannot run \"shell\": Permission denied";
    }
    SUBCASE("no such directory")
    {
        error = {Stage::directory, ENOENT};
        words = "cannot start in directory \"/nowhere\": No such file or directory";
    }
    SUBCASE("no more processes")
    {
        error = {Stage::fork, EAGAIN};
        words = "cannot start a process: Resource temporarily unavailable";
    }
    SUBCASE("no more terminals")
    {
        error = {Stage::pty, ENOSPC};
        words = "cannot open a terminal: No space left on device";
    }
    world.keeper.refuse(error);
    New request = named("work");
    request.directory = "/nowhere";
    request.followed = {"SSH_AUTH_SOCK=/some/socket"}; // which would get a link

    const CreateError why = why_not(world, ask_for(world, request));

    CHECK(why.exit_status == status);
    CHECK(why.error.message() == words);
    CHECK(world.table->size() == 0);
    world.keeper.refuse_no_more();
    const Session& next = world.make(request);
    CHECK(next.name() == "work"); // the name was free
    CHECK(std::filesystem::exists(session_directory(world.directory.path(), next.id())));
    CHECK_FALSE(std::filesystem::exists(session_directory(world.directory.path(), next.id() - 1)));
}

TEST_CASE("a request that is too large for the keeper is refused, and its name is free")
{
    SessionWorld world;
    New request = named("work");
    request.environment = {"LARGE=" + std::string(KeeperLink::MAX_UNANSWERED + 1, 'x')};

    const Outcome outcome = ask_for(world, request);

    REQUIRE(outcome->has_value()); // at once, without asking the keeper
    CHECK_FALSE(outcome->value().has_value());
    CHECK(world.table->size() == 0);
    CHECK(make(world, "work").name() == "work");
}

// --- the main session ------------------------------------------------------------------------------------------------

TEST_CASE("the keeper knows which session is the main one before its program is started, and its owner once it runs")
{
    SessionWorld world;
    std::vector<const Session*> begun;
    world.table->maker().expect_main("main", [&begun](const Session& session) { begun.push_back(&session); });
    make(world, "other");
    CHECK_FALSE(world.keeper.main().has_value());

    const Session& main = make(world, "main");

    REQUIRE(world.keeper.main().has_value());
    CHECK(world.keeper.main()->session == main.id());
    CHECK_FALSE(world.keeper.main()->is_late);
    CHECK(begun == std::vector<const Session*>{&main});
    world.end(main);
    make(world, "main"); // another session with that name
    CHECK(begun.size() == 1);
}

TEST_CASE("if the main session could not be created the next one of its name is the main one")
{
    SessionWorld world;
    int begun = 0;
    world.table->maker().expect_main("main", [&begun](const Session&) { ++begun; });
    world.keeper.refuse({SpawnError::Stage::fork, EAGAIN});
    (void)why_not(world, ask_for(world, named("main")));
    CHECK(begun == 0);
    world.keeper.refuse_no_more();

    const Session& main = make(world, "main");

    CHECK(begun == 1);
    CHECK(world.keeper.main()->session == main.id());
}

// --- shares ----------------------------------------------------------------------------------------------------------

TEST_CASE("shares are listed by session, oldest first, with their remaining time")
{
    SessionWorld world;
    Session& one = make(world, "one");
    Session& other = make(world, "other");
    CHECK_FALSE(world.table->shares().any());
    CHECK(world.table->shares().list(nullptr).empty());
    CHECK_FALSE(world.table->shares().next_end().has_value());

    share(other, Grantee::group, TEAM, BootClock::now() + 2h);
    share(one, Grantee::everyone, 0);
    const auto next = BootClock::now() + 1h;
    share(one, Grantee::user, ANNA, next);

    const auto shares = world.table->shares().list(nullptr);
    REQUIRE(shares.size() == 3);
    CHECK(shares[0] == ShareInfo{"one", Grantee::everyone, 0, std::nullopt});
    CHECK(shares[1].id == ANNA);
    CHECK(shares[1].left_ms.value() > 0);
    CHECK(shares[1].left_ms.value() <= 3'600'000);
    CHECK(shares[2].session == "other");
    CHECK(world.table->shares().list(&other).size() == 1);
    CHECK(world.table->shares().any());
    CHECK(world.table->shares().next_end() == next);
}

TEST_CASE("an expired share admits no guest, and is removed by itself")
{
    SessionWorld world;
    Session& session = make(world, "work");
    share(session, Grantee::user, ANNA, BootClock::now() - 1ms);
    share(session, Grantee::user, BERT, BootClock::now() + 1h);
    CHECK_FALSE(world.table->shares().any_with({ANNA, {}}));
    CHECK(world.table->shares().list(nullptr).front().left_ms == 0);

    world.table->shares().expire();

    const auto shares = world.table->shares().list(nullptr);
    REQUIRE(shares.size() == 1);
    CHECK(shares[0].id == BERT);
    CHECK(world.table->shares().any_with({BERT, {}}));
}

// --- another worker's sessions ---------------------------------------------------------------------------------------

TEST_CASE("memory that is not a session's is not resumed")
{
    SessionWorld world;
    Spawned program;
    SUBCASE("new memory, without facts")
    {
        program.memory = shared_memory();
    }
    SUBCASE("memory that is too small")
    {
        program.memory = shared_memory(4'096);
    }
    SUBCASE("memory of the right size with other content")
    {
        program.memory = shared_memory(4U << 20);
    }

    const auto resumed = world.table->resume(std::move(program));

    REQUIRE_FALSE(resumed.has_value());
    CHECK(resumed.error().code() == ErrorCode::invalid);
    CHECK(world.table->size() == 0);
}

TEST_CASE("a session that exists already is not resumed, and continues")
{
    SessionWorld world;
    Session& session = make(world, "work");
    world.keeper.write(session.id(), "before");
    world.settle(); // its facts are in its memory
    Spawned again;
    again.memory = UniqueFd(::fcntl(world.keeper.program(session.id()).memory.get(), F_DUPFD_CLOEXEC, 0));

    const auto resumed = world.table->resume(std::move(again));

    REQUIRE_FALSE(resumed.has_value());
    CHECK(resumed.error().code() == ErrorCode::exists);
    CHECK(world.table->find(session.id()) == &session);
    REQUIRE(session.controls().send({{SendPiece::Kind::text, {"x"}}}).has_value());
    std::string read;
    CHECK(world.until([&] {
        world.loop.defer([] {});
        return (read += world.keeper.read(session.id())) == "x";
    }));
}

TEST_CASE("resumed sessions keep their ids, and new ones get others")
{
    SessionWorld world;
    make(world, "one");
    const SessionId last = make(world, "other").id();

    world.restart();

    CHECK(names_of(world.table->list()) == "one other ");
    CHECK(make(world, "new").id() == last + 1);
    CHECK(make(world, "").name() == "1");
}
