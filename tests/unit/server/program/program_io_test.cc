#include "server/program/program_io.h"

#include "common/model/size.h"
#include "tests/support/far_end.h"
#include "tests/support/shared_memory.h"
#include "tests/support/turn_until.h"

#include <doctest/doctest.h>

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

using namespace cleat;
using namespace cleat::test;

namespace {

using Sources = std::vector<InputSource>;

/// I/O with a program that the test plays, and the events that its owner gets.
struct PlayedIo {
    enum class Event : std::uint8_t { bytes, read, over, input_closed };
    static constexpr std::size_t ANY = std::numeric_limits<std::size_t>::max();

    Loop loop;
    Log log;
    // The program's ends.
    UniqueFd terminal;
    UniqueFd input;
    UniqueFd output;
    UniqueFd errors;
    // The owner's replies and events.
    std::size_t room = ANY;
    std::size_t cells = 0;
    std::vector<std::string> pieces;
    std::vector<Event> told;
    std::vector<Sources> taken;
    std::optional<ProgramIo> io;

    explicit PlayedIo(std::size_t capacity) : log(*Log::map(log_memory(capacity).get(), 0))
    {
        std::signal(SIGPIPE, SIG_IGN);
    }
    void begin(ProgramEnds ends)
    {
        io.emplace(loop, log, std::move(ends),
                   ProgramIo::Handlers{.on_bytes =
                                           [this](std::string_view bytes) {
                                               CHECK(log.bytes(log.end() - bytes.size(), log.end()) == bytes);
                                               pieces.emplace_back(bytes);
                                               told.push_back(Event::bytes);
                                           },
                                       .on_read = [this] { told.push_back(Event::read); },
                                       .on_over = [this] { told.push_back(Event::over); },
                                       .on_taken = [this](const Sources& sources) { taken.push_back(sources); },
                                       .on_input_closed = [this] { told.push_back(Event::input_closed); },
                                       .room = [this] { return room; },
                                       .cells = [this] { return cells; }});
    }
    [[nodiscard]] std::string heard() const
    {
        std::string out;
        for (const std::string& piece : pieces) out += piece;
        return out;
    }
    [[nodiscard]] std::size_t count(Event what) const
    {
        return static_cast<std::size_t>(std::count(told.begin(), told.end(), what));
    }
    template <class Condition>
    bool until(Condition holds)
    {
        return turn_until(loop, holds);
    }
    /// Reads the program's input until it has this size.
    std::string read_by_program(std::size_t size)
    {
        const int fd = terminal ? terminal.get() : input.get();
        std::string out;
        turn_until(loop, [&] {
            loop.defer([] {});
            out += read_available(fd);
            return out.size() >= size;
        });
        return out;
    }
};

using Event = PlayedIo::Event;

std::unique_ptr<PlayedIo> on_pipes(std::size_t capacity = Log::DEFAULT_CAPACITY)
{
    auto out = std::make_unique<PlayedIo>(capacity);
    ProgramEnds ends;
    std::tie(ends.output, out->output) = nonblocking_pipe();
    std::tie(ends.errors, out->errors) = nonblocking_pipe();
    std::tie(out->input, ends.input) = nonblocking_pipe();
    out->begin(std::move(ends));
    return out;
}

std::unique_ptr<PlayedIo> on_terminal(PseudoTerminal terminal = raw_terminal())
{
    auto out = std::make_unique<PlayedIo>(Log::DEFAULT_CAPACITY);
    out->terminal = std::move(terminal.slave);
    ProgramEnds ends;
    ends.terminal = std::move(terminal.master);
    out->begin(std::move(ends));
    return out;
}

/// Both kinds, for tests that apply to either.
std::unique_ptr<PlayedIo> on_either()
{
    std::unique_ptr<PlayedIo> out;
    SUBCASE("on pipes")
    {
        out = on_pipes();
    }
    SUBCASE("on a terminal")
    {
        out = on_terminal();
    }
    return out;
}

/// Closes the program's output.
bool is_at_end(int fd)
{
    char byte = 0;
    return ::read(fd, &byte, 1) == 0;
}

} // namespace

// --- output ----------------------------------------------------------------------------------------------------------

TEST_CASE("output is in the log when its owner is notified of it, and the end of a read is reported after it")
{
    const auto world = on_either();
    const int program = world->terminal ? world->terminal.get() : world->output.get();

    write_whole(program, "hello");
    REQUIRE(world->until([&] { return world->heard() == "hello"; }));

    CHECK(world->told == std::vector{Event::bytes, Event::read});
    CHECK(world->log.end() == 5);
    CHECK(world->log.read_at(0).time > 0);
    write_whole(program, ", world");
    CHECK(world->until([&] { return world->heard() == "hello, world"; }));
}

TEST_CASE("the log records the stream of each byte, in the order in which they were read")
{
    const auto world = on_pipes();

    write_whole(world->output.get(), "one");
    REQUIRE(world->until([&] { return world->log.end() == 3; }));
    write_whole(world->errors.get(), "two");
    REQUIRE(world->until([&] { return world->log.end() == 6; }));
    write_whole(world->output.get(), "three");
    REQUIRE(world->until([&] { return world->log.end() == 11; }));

    CHECK(world->log.bytes(0, 11) == "onetwothree");
    const auto is_run = [&](std::uint64_t at, OutputStream stream, std::uint64_t end) {
        const Log::Run run = world->log.run_at(at);
        return run.stream == stream && run.end == end;
    };
    CHECK(is_run(0, OutputStream::out, 3));
    CHECK(is_run(3, OutputStream::err, 6));
    CHECK(is_run(6, OutputStream::out, 11));
}

TEST_CASE("two full streams are read alternately")
{
    const auto world = on_pipes();
    world->room = 1'000; // for each read
    write_whole(world->output.get(), std::string(50'000, 'o'));
    write_whole(world->errors.get(), std::string(50'000, 'e'));

    REQUIRE(world->until([&] { return world->log.end() == 100'000; }));

    // Each is read a few times in turn, without waiting until the other is empty.
    std::uint64_t longest = 0;
    for (std::uint64_t at = 0; at < 90'000; at = world->log.run_at(at).end)
        longest = std::max(longest, world->log.run_at(at).end - at);
    CHECK(longest < 10'000);
}

TEST_CASE("a flood yields to the loop after a few reads")
{
    const auto world = on_pipes();
    world->room = 100;
    write_whole(world->output.get(), std::string(50'000, 'x'));
    world->loop.defer([] {});

    world->loop.turn();

    CHECK(world->log.end() < 50'000);
    CHECK(world->until([&] { return world->log.end() == 50'000; }));
    CHECK(world->count(Event::read) > 1);
}

TEST_CASE("before the cost is known, less is read at once for a large screen than for none")
{
    const auto first_piece_for = [](std::size_t cells) {
        const auto world = on_pipes();
        world->cells = cells;
        write_whole(world->output.get(), std::string(50'000, 'x'));
        REQUIRE(world->until([&] { return !world->pieces.empty(); }));
        return world->pieces.front().size();
    };

    CHECK(first_piece_for(0) == 50'000);
    CHECK(first_piece_for(static_cast<std::size_t>(MAX_CELLS)) < 50'000);
}

TEST_CASE("a log that is smaller than the output keeps the newest, and its owner is passed all of it")
{
    const auto world = on_pipes(4'096);
    std::string written;
    for (int i = 0; i < 3'000; ++i) written += std::to_string(i) + '\n';
    write_whole(world->output.get(), written);

    REQUIRE(world->until([&] { return world->log.end() == written.size(); }));

    CHECK(world->heard() == written);
    CHECK(world->log.begin() > 0);
    CHECK(world->log.bytes(world->log.begin(), world->log.end()) == written.substr(world->log.begin()));
}

TEST_CASE("output is over when no process has either pipe open any more, after the last byte, and once")
{
    const auto world = on_pipes();
    write_whole(world->output.get(), "last");
    world->output.reset();
    settle(world->loop);
    CHECK(world->heard() == "last");
    CHECK_FALSE(world->io->is_over());

    write_whole(world->errors.get(), " words");
    world->errors.reset();

    CHECK(world->until([&] { return world->io->is_over(); }));
    CHECK(world->heard() == "last words");
    CHECK(world->told.back() == Event::over);
    settle(world->loop);
    CHECK(world->count(Event::over) == 1);
}

TEST_CASE("a terminal's output is over when no process has it open, and then it takes no input")
{
    const auto world = on_terminal();
    write_whole(world->terminal.get(), "bye");

    world->terminal.reset();

    CHECK(world->until([&] { return world->io->is_over(); }));
    CHECK(world->heard() == "bye");
    CHECK(world->told.back() == Event::over);
    CHECK_FALSE(world->io->takes_input());
    world->io->write(1, "anybody?");
    CHECK(world->io->waiting() == 0);
}

TEST_CASE("output written so far is read on request, without a turn of the loop")
{
    const auto world = on_pipes();
    write_whole(world->output.get(), "out");
    write_whole(world->errors.get(), "err");

    world->io->read();

    CHECK(world->heard() == "outerr");
    world->output.reset();
    world->errors.reset();
    CHECK_FALSE(world->io->is_over());
    world->io->read();
    CHECK(world->told.back() == Event::over);
}

TEST_CASE("without room the program is paused, and it continues once there is enough room to be worth it")
{
    const auto world = on_pipes();
    world->room = 0;
    write_whole(world->output.get(), "later");
    settle(world->loop);
    CHECK(world->told.empty());
    world->room = ReadPace::LARGEST - 1; // too little to be worth a read
    world->io->resume();
    settle(world->loop);
    CHECK(world->told.empty());

    world->room = ReadPace::LARGEST;
    world->io->resume();

    CHECK(world->until([&] { return world->heard() == "later"; }));
}

TEST_CASE("a program whose output is paused still gets its input")
{
    const auto world = on_either();
    world->room = 0;
    const int program = world->terminal ? world->terminal.get() : world->output.get();
    write_whole(program, "nobody reads this");
    settle(world->loop);
    const std::string much(200'000, 'x');

    world->io->write(1, much);

    CHECK(world->read_by_program(much.size()) == much);
    CHECK(world->told.empty());
}

TEST_CASE("of the output read after the program's end only what it had written by then is pending")
{
    const auto world = on_pipes();
    world->room = 0;
    write_whole(world->output.get(), "its own");
    settle(world->loop);
    CHECK_FALSE(world->io->has_pending_output());

    world->io->note_pending_output();
    write_whole(world->output.get(), ", and what it left wrote this");
    CHECK(world->io->has_pending_output());
    world->room = std::string_view("its own").size();
    world->io->read();

    CHECK_FALSE(world->io->has_pending_output());
    CHECK_FALSE(world->io->is_over());
}

TEST_CASE("the end is detected when all was read and no process has the output open, whether or not that was noticed")
{
    const auto world = on_pipes();
    world->room = 0;
    write_whole(world->output.get(), "rest");
    settle(world->loop);
    CHECK_FALSE(world->io->is_at_end());
    world->output.reset();
    world->errors.reset();
    CHECK_FALSE(world->io->is_at_end()); // something is left

    world->room = 4;
    world->io->read();

    CHECK(world->heard() == "rest");
    CHECK(world->io->is_at_end());
}

// --- input -----------------------------------------------------------------------------------------------------------

TEST_CASE("input goes to the program at once and in order, and its sources are reported")
{
    const auto world = on_either();

    world->io->write(3, "ab");
    world->io->write(5, "cd");
    world->io->write(5, "");

    CHECK(world->read_by_program(4) == "abcd");
    CHECK(world->taken == std::vector<Sources>{{3}, {5}});
    CHECK(world->io->waiting() == 0);
    CHECK(world->told.empty());
}

TEST_CASE("input that the program does not take waits with its source, and is delivered when the program reads")
{
    const auto world = on_either();
    const std::string much(300'000, 'x');

    world->io->write(3, much);
    world->io->write(5, "end");
    settle(world->loop);

    CHECK(world->io->waiting(3) > 0);
    CHECK(world->io->waiting(3) < much.size());
    CHECK(world->io->waiting(5) == 3);
    CHECK(world->io->waiting() == world->io->waiting(3) + 3);
    CHECK_FALSE(world->taken.empty());
    CHECK(std::ranges::all_of(world->taken, [](const Sources& sources) { return sources == Sources{3}; }));
    CHECK(world->read_by_program(much.size() + 3) == much + "end");
    CHECK(world->until([&] { return world->io->waiting() == 0; }));
    CHECK(world->taken.back().back() == 5);
}

TEST_CASE("closed input ends after what is queued, and takes no more")
{
    const auto world = on_pipes();
    const std::string much(300'000, 'x');
    world->io->write(1, much);

    world->io->close_input();
    CHECK_FALSE(world->io->takes_input());
    world->io->write(1, "too late");
    CHECK(world->count(Event::input_closed) == 0);

    CHECK(world->read_by_program(much.size()) == much);
    CHECK(world->until([&] { return world->count(Event::input_closed) == 1; }));
    CHECK(is_at_end(world->input.get()));
    world->io->close_input();
    settle(world->loop);
    CHECK(world->count(Event::input_closed) == 1);
}

TEST_CASE("closed input ends at once if nothing is queued")
{
    const auto world = on_pipes();

    world->io->close_input();

    CHECK(world->told == std::vector{Event::input_closed});
    CHECK(is_at_end(world->input.get()));
    write_whole(world->output.get(), "still here");
    CHECK(world->until([&] { return world->heard() == "still here"; }));
}

TEST_CASE("a terminal's input cannot be closed: ^D ends it for a program that reads lines, and more can follow")
{
    const auto world = on_terminal(nonblocking_terminal()); // cooked
    world->io->close_input();
    CHECK(world->io->takes_input());
    CHECK(world->count(Event::input_closed) == 0);

    world->io->write(1, "\x04");
    bool is_told_end = false;
    CHECK(world->until([&] {
        world->loop.defer([] {});
        return is_told_end = is_told_end || is_at_end(world->terminal.get());
    }));
    world->io->write(1, "more\n");

    CHECK(world->read_by_program(5) == "more\n");
}

TEST_CASE("a program that has closed its input gets no more, and queued input counts as taken")
{
    const auto world = on_pipes();
    const std::string much(300'000, 'x');
    world->io->write(3, much);
    world->io->write(5, "end");
    REQUIRE(world->io->waiting(5) == 3);

    world->input.reset();

    CHECK(world->until([&] { return world->count(Event::input_closed) == 1; }));
    CHECK(world->io->waiting() == 0);
    CHECK(world->taken.back() == Sources{3, 5});
    CHECK_FALSE(world->io->takes_input());
    world->io->write(3, "more");
    CHECK(world->io->waiting() == 0);
}

TEST_CASE("a program without a pipe for its input takes none")
{
    PlayedIo world(Log::DEFAULT_CAPACITY);
    ProgramEnds ends;
    std::tie(ends.output, world.output) = nonblocking_pipe();
    std::tie(ends.errors, world.errors) = nonblocking_pipe();
    world.begin(std::move(ends));

    CHECK_FALSE(world.io->takes_input());
    world.io->write(1, "x");
    world.io->close_input();

    CHECK(world.io->waiting() == 0);
    CHECK(world.told.empty());
    write_whole(world.output.get(), "here");
    CHECK(world.until([&] { return world.heard() == "here"; }));
}

TEST_CASE("after close nothing is read, written or reported, and the program sees that its ends are closed")
{
    const auto world = on_either();
    world->io->write(1, std::string(300'000, 'x'));
    world->taken.clear();

    world->io->close();

    CHECK(world->io->is_over());
    CHECK_FALSE(world->io->takes_input());
    CHECK(world->io->waiting() == 0);
    CHECK(world->io->terminal() == -1);
    settle(world->loop);
    CHECK(world->told.empty());
    CHECK(world->taken.empty());
    const int program = world->terminal ? world->terminal.get() : world->output.get();
    CHECK(::write(program, "x", 1) == -1);
}
