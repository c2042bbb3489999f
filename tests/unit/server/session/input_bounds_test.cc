// Bounds of a session's input that its program does not read.
#include "server/session/session.h"
#include "server/session/session_input.h"

#include "tests/support/screen_sink.h"
#include "tests/support/session_world.h"

#include <doctest/doctest.h>

#include <string>

using namespace cleat;
using cleat::test::QuietSink;
using cleat::test::ScreenSink;
using cleat::test::SessionWorld;

namespace {

/// At least what a pty buffers.
constexpr std::size_t OF_A_PTY = 64U << 10;

/// Reads, as the program, all input that is available.
std::string read_all(SessionWorld& world, const Session& session)
{
    std::string out;
    for (std::size_t before = 1; out.size() != before;) {
        before = out.size();
        world.settle();
        out += world.keeper.read(session.id());
    }
    return out;
}

/// Writes output as the program, and waits until the terminal has processed it.
void write(SessionWorld& world, const Session& session, const std::string& bytes)
{
    const auto bells = session.info().bells;
    world.keeper.write(session.id(), bytes + "\a");
    REQUIRE(world.until([&] { return session.info().bells > bells; }));
}

Session& on_terminal_that_reads_nothing(SessionWorld& world, const std::string& modes)
{
    Session& session = world.make_on_terminal();
    write(world, session, modes);
    return session;
}

/// Forty clients each type as much as one can have pending, and leave.
void type_and_leave(Session& session)
{
    for (int i = 0; i < 40; ++i) {
        ScreenSink client;
        const ViewerId id = SessionWorld::attach(session, client);
        session.controls().type(id, std::string(SessionInput::WINDOW, 'x'));
        session.audience().leave(id);
    }
}

} // namespace

TEST_CASE("the pending input of clients that type and leave is limited for all together")
{
    SessionWorld world;
    Session& session = on_terminal_that_reads_nothing(world, "");
    type_and_leave(session);
    const auto read = read_all(world, session).size();

    CHECK(read > SessionInput::LIMIT / 2);
    CHECK(read <= SessionInput::LIMIT + OF_A_PTY);
}

TEST_CASE("input without room is dropped and counts as taken, and its client types again when the program reads")
{
    SessionWorld world;
    Session& session = on_terminal_that_reads_nothing(world, "");
    type_and_leave(session);
    ScreenSink client;
    const ViewerId id = SessionWorld::attach(session, client);
    session.controls().type(id, std::string(SessionInput::WINDOW, 'y'));
    session.controls().paste(id, "pasted", {.begin = true, .end = false});
    session.controls().paste(id, "", {.begin = false, .end = true});
    CHECK_FALSE(session.controls().is_full(id));
    CHECK(read_all(world, session).find('y') == std::string::npos);

    session.controls().type(id, "z");

    CHECK(read_all(world, session) == "z");
}

TEST_CASE("empty pastes are kept while there is room for their marks")
{
    SessionWorld world;
    Session& session = on_terminal_that_reads_nothing(world, "\x1b[?2004h");
    ScreenSink client;
    const ViewerId id = SessionWorld::attach(session, client);
    for (std::size_t i = 0; i < SessionInput::LIMIT / 4; ++i)
        session.controls().paste(id, "", {.begin = true, .end = true});

    CHECK(read_all(world, session).size() <= SessionInput::LIMIT + OF_A_PTY);
}

TEST_CASE("reports of the terminal are limited like its replies")
{
    SessionWorld world;
    Session& session = on_terminal_that_reads_nothing(world, "\x1b[?1004h");
    ScreenSink client;
    const ViewerId id = SessionWorld::attach(session, client);
    for (int i = 0; i < 200'000; ++i) session.controls().focus(id, i % 2 == 0);

    const auto read = read_all(world, session).size();
    CHECK(read > 0);
    CHECK(read <= SessionInput::MAX_ANSWERS + OF_A_PTY + 3);
}

TEST_CASE("a program that queries the clipboard continuously and does not read gets a limited number of replies")
{
    SessionWorld world;
    Session& session = on_terminal_that_reads_nothing(world, "");
    std::string queries;
    for (int i = 0; i < 100; ++i) queries += "\x1b]52;c;?\x1b\\";
    for (int i = 0; i < 300; ++i) write(world, session, queries);

    const auto read = read_all(world, session).size();
    CHECK(read > 0);
    CHECK(read <= SessionInput::MAX_ANSWERS + OF_A_PTY + 100);
}

TEST_CASE("on pipes no input is dropped, however much clients sent before they left")
{
    SessionWorld world;
    Session& session = world.make_on_pipes();
    for (int i = 0; i < 40; ++i) {
        QuietSink client;
        ViewerId id = 0;
        REQUIRE(session.follow(client, {}, {}, [&id](const Following& f) { id = f.client; }).has_value());
        session.controls().type(id, std::string(SessionInput::WINDOW, 'x'));
        session.audience().leave(id);
    }

    CHECK(read_all(world, session).size() == 40 * SessionInput::WINDOW);
}
