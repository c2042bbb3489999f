#include "common/terminal/write_vt.h"
#include "tests/support/allocated_bytes.h"
#include "tests/unit/common/terminal/harness.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace cleat;
using namespace cleat::test;

namespace {

Terminal painted(const Terminal& terminal, const WriteVt& what = {})
{
    Terminal other(terminal.size());
    other.feed(write_vt(terminal.snapshot(), what));
    return other;
}

} // namespace

TEST_CASE("history goes to the terminal's own scrollback, its lines whole")
{
    const auto terminal = terminal_of("first\r\n0123456789abc\r\n3\r\n4\r\n5\r\n6\r\n7", {.rows = 3, .columns = 10});

    const auto other = painted(terminal, {.history_lines = 3});

    CHECK(other.screen() == terminal.screen());
    REQUIRE(other.history().end() == 3);
    for (std::uint64_t line = 0; line < 3; ++line)
        CHECK(other.history().rows(line) == terminal.history().rows(line + 1));
}

TEST_CASE("a line that continues from the history onto the screen is one line there too")
{
    const auto terminal = terminal_of("0123456789abcdefghijklm", {.rows = 2, .columns = 10});
    REQUIRE(terminal.history().is_open());

    const auto other = painted(terminal, {.history_lines = 1});

    CHECK(other.history() == terminal.history());
    CHECK(other.screen() == terminal.screen());
}

TEST_CASE("a line of the history whose rest was removed does not continue onto the screen")
{
    const auto terminal = terminal_of("0123456789abc\r\x1b#6", {.rows = 1, .columns = 10});
    REQUIRE_FALSE(terminal.history().is_open());

    const auto other = painted(terminal, {.history_lines = 1});

    CHECK(other.screen() == terminal.screen());
    CHECK(other.history().end() == 1);
}

TEST_CASE("the output of write_vt causes no replies and no events")
{
    auto other =
        painted(terminal_of("\x1b]0;t\a\x1b[?1049h\x1b[?1003;1006;2004h\x1b[>5u\x1b[5 q\x1b]52;c;aGk=\a\a\x1b[c"));

    CHECK(other.take_replies().empty());
    CHECK(other.take_events().empty());
}

TEST_CASE("both screens, saved cursors and keyboard stacks are written")
{
    const auto terminal = terminal_of("main\x1b[2;3H\x1b[31m\x1b[>1u\x1b[>3u\x1b[?1049happ\x1b[>7u\x1b[4;4H\x1b"
                                      "7\x1b[H");

    const auto state = painted(terminal).snapshot().state;

    const auto wanted = terminal.snapshot().state;
    CHECK(state.saved_cursors == wanted.saved_cursors);
    CHECK(state.keyboards == wanted.keyboards);
    CHECK(state.pen == wanted.pen);
}

TEST_CASE("settings without a visible effect are written, too")
{
    const auto terminal =
        terminal_of("\x1b[?7;25s\x1b[?7l\x1b[?7s\x1b[65\"p\x1b[2*x\x1b[?41;67;1045h\x1b]2;t\a\x1b[>0;1t"
                    "\x1b]5;1;#102030\a\x1b]17;#405060\a\x1bV");
    const auto wanted = terminal.snapshot().state;
    REQUIRE(wanted.saved_modes.size() == 2);

    Terminal dirty(terminal.size());
    dirty.feed("\x1b[62\"p\x1b[1*x\x1b[>0t\x1b]5;2;#fff\a\x1b]19;#fff\a\x1b[?1045h\x1bV");
    dirty.feed(write_vt(terminal.snapshot()));

    const auto state = dirty.snapshot().state;
    CHECK(state.level == wanted.level);
    CHECK(state.saved_modes == wanted.saved_modes);
    CHECK(state.quiet_modes == wanted.quiet_modes);
    CHECK(state.change_extent == wanted.change_extent);
    CHECK(state.protection == wanted.protection);
    CHECK(state.pen == wanted.pen);
    CHECK(state.title == "t");
    CHECK(state.title_modes == wanted.title_modes);
    CHECK(state.other_colours == wanted.other_colours);
}

TEST_CASE("an unfinished sequence is written only if the rest of the output follows")
{
    const auto terminal = terminal_of("a\x1b[3");

    auto follower = painted(terminal, {.unfinished = true});
    follower.feed("1mb");

    CHECK(style_at(follower, 0, 1).foreground == Colour::indexed(1));
    CHECK(painted(terminal).snapshot().tail.empty());
}

TEST_CASE("a synchronised update is left open only if the rest of the output follows")
{
    CHECK(write_vt(terminal_of("\x1b[?2026h").snapshot()).ends_with("\x1b[?2026l"));
    CHECK_FALSE(painted(terminal_of("\x1b[?2026h")).modes().synchronised);
    CHECK(painted(terminal_of("\x1b[?2026h"), {.unfinished = true}).modes().synchronised);
    CHECK_FALSE(painted(terminal_of("\x1b[?2026h\x1b[?2026l"), {.unfinished = true}).modes().synchronised);
}

TEST_CASE("a wrap that is pending at a margin is saved, and double-width rows stay so")
{
    const auto terminal = terminal_of("\x1b#6big\x1b[?1049h\x1b#6app\x1b[?69h\x1b[1;5s\x1b[2;5Hx\x1b"
                                      "7\x1b[?69l\x1b[H\x1b#6app");
    const auto other = painted(terminal);

    CHECK(other.snapshot().state.saved_cursors == terminal.snapshot().state.saved_cursors);
    CHECK(other.screen() == terminal.screen());
}

TEST_CASE("a line of packed rows of a thousand cells each is not held in memory whole")
{
    constexpr std::size_t ROWS = 10'000;
    auto snapshot = Terminal({.rows = 2, .columns = 1'000}).snapshot();
    snapshot.history = History({.line_bytes = 1'000 * ROWS}); // cells count as bytes
    Row row(snapshot.primary[0]->dictionary, 1'000);
    row.cells.back() = Cell::code_point('x', 0);
    row.wrapped = true;
    for (std::size_t i = 0; i < ROWS; ++i) snapshot.history.append(row);
    REQUIRE(snapshot.history.end() == 1);

    std::ptrdiff_t glyphs = 0;
    const HeldBytes held;
    write_vt(snapshot, {.history_lines = 1},
             [&](std::string_view bytes) { glyphs += std::count(bytes.begin(), bytes.end(), 'x'); });

    CHECK(glyphs >= std::ptrdiff_t{ROWS});
    CHECK(held.most() < ROWS * 1'000); // held whole, it takes eight bytes for each cell
}

TEST_CASE("output in pieces is the same as output in one go")
{
    auto terminal = Terminal({.rows = 3, .columns = 10});
    for (int i = 0; i < 5'000; ++i)
        terminal.feed("\x1b[3" + std::to_string(i % 8) + "mline " + std::to_string(i) + "\r\n");
    const auto snapshot = terminal.snapshot();

    std::size_t pieces = 0;
    std::string all;
    write_vt(snapshot, {.history_lines = 5'000}, [&](std::string_view bytes) {
        ++pieces;
        all += bytes;
    });

    CHECK(pieces > 1);
    CHECK(all == write_vt(snapshot, {.history_lines = 5'000}));
}

TEST_CASE("whether a change of columns clears the screen is written only if the rest of the output follows")
{
    for (const char* const modes : {"", "\x1b[?40h", "\x1b[65\"p\x1b[?40;95h"}) {
        CAPTURE(modes);
        auto terminal = terminal_of(std::string(modes) + "ab");
        Terminal reader(terminal.size());
        reader.feed(write_vt(terminal.snapshot(), {.unfinished = true}));
        CHECK(write_vt(terminal.snapshot()).find("?40h") == std::string::npos);
        for (Terminal* const one : {&terminal, &reader}) one->feed("\x1b[?3h");
        CHECK(shown(reader) == shown(terminal));
    }
}
