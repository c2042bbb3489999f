#include "tests/unit/common/terminal/harness.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace cleat::test;

namespace {

std::string resized(std::string_view bytes, Size from, Size to)
{
    auto terminal = terminal_of(bytes, from);
    terminal.resize(to);
    return shown(terminal);
}

/// Which rows of the screen are marked as returned, from the first: y or n.
std::string returned(const Terminal& terminal)
{
    std::string out;
    const Screen screen = terminal.screen();
    for (const RowRef& row : screen.rows()) out += row->returned ? 'y' : 'n';
    return out;
}

} // namespace

TEST_CASE("long lines are wrapped again")
{
    CHECK(resized("0123456789abc\r\nx", {.rows = 4, .columns = 10}, {.rows = 5, .columns = 5}) == "01234/56789/abc/x");
    CHECK(resized("0123456789abc\r\nx", {.rows = 4, .columns = 10}, {.rows = 4, .columns = 20}) == "0123456789abc/x");
}

TEST_CASE("lines that were not wrapped are not joined")
{
    CHECK(resized("0123456789\r\nabc", {.rows = 4, .columns = 10}, {.rows = 4, .columns = 20}) == "0123456789/abc");
}

TEST_CASE("the cursor stays with its text")
{
    auto terminal = terminal_of("prompt$ ls -l", {.rows = 4, .columns = 20});
    terminal.resize({.rows = 4, .columns = 8});
    CHECK(terminal.screen().cursor == Cursor{.row = 1, .column = 5});

    terminal.feed("!");
    terminal.resize({.rows = 4, .columns = 20});
    CHECK(shown(terminal) == "prompt$ ls -l!");
    CHECK(terminal.screen().cursor.column == 14);
}

TEST_CASE("a screen that shrinks drops blank rows before text")
{
    auto terminal = terminal_of("a\r\nb", {.rows = 5, .columns = 10});
    terminal.resize({.rows = 2, .columns = 10});
    CHECK(shown(terminal) == "a/b");
    CHECK(terminal.history().end() == 0);

    terminal.resize({.rows = 1, .columns = 10});
    CHECK(shown(terminal) == "b");
    CHECK(terminal.history().end() == 1);

    terminal.resize({.rows = 5, .columns = 10});
    CHECK(shown(terminal) == "a/b");
    CHECK(terminal.history().end() == 0);
    CHECK(terminal.screen().cursor == Cursor{.row = 1, .column = 1});
}

TEST_CASE("a screen that grows brings lines back from the history")
{
    auto terminal = terminal_of("1\r\n2\r\n3\r\n4\r\n5", {.rows = 2, .columns = 10});
    CHECK(shown(terminal) == "4/5");

    terminal.resize({.rows = 4, .columns = 10});
    CHECK(shown(terminal) == "2/3/4/5");
    CHECK(terminal.history().end() == 1);

    terminal.resize({.rows = 8, .columns = 10});
    CHECK(shown(terminal) == "1/2/3/4/5");
}

TEST_CASE("a line that continues from the history onto the screen stays one line")
{
    auto terminal = terminal_of("0123456789abcdefghij", {.rows = 1, .columns = 10});
    CHECK(terminal.history().is_open());

    terminal.resize({.rows = 2, .columns = 20});
    CHECK(shown(terminal) == "0123456789abcdefghij");
    CHECK(terminal.history().end() == 0);
}

TEST_CASE("the primary screen reflows behind the alternate one, with its saved cursor")
{
    auto terminal = terminal_of("0123456789abc\x1b[?1049happ", {.rows = 4, .columns = 10});
    terminal.resize({.rows = 4, .columns = 20});

    terminal.feed("\x1b[?1049l!");
    CHECK(shown(terminal) == "0123456789abc!");
}

TEST_CASE("the alternate screen is cut when it shrinks, and padded when it grows")
{
    auto terminal = terminal_of("\x1b[?1049h\x1b[Habcdef\r\nxyz\x1b[4;10H", {.rows = 4, .columns = 10});
    terminal.resize({.rows = 2, .columns = 4});
    CHECK(shown(terminal) == "abcd/xyz");
    CHECK(terminal.screen().cursor == Cursor{.row = 1, .column = 3});

    terminal.resize({.rows = 4, .columns = 10});
    CHECK(shown(terminal) == "abcd/xyz");
}

TEST_CASE("a resize removes the margins and keeps the tab stops")
{
    auto terminal = terminal_of("\x1b[2;3r\x1b[3g\x1b[4G\x1bH", {.rows = 4, .columns = 10});
    terminal.resize({.rows = 6, .columns = 20});

    const auto state = terminal.snapshot().state;
    CHECK(state.margins == Margins::whole(state.size));
    CHECK(state.tab_stops.is_set(3));
    CHECK_FALSE(state.tab_stops.is_set(8));
    CHECK(state.tab_stops.is_set(16));
}

TEST_CASE("links, wide glyphs and colours survive narrow screens")
{
    auto terminal =
        terminal_of("\x1b]8;;http://x/\a\x1b[31mlong\xe4\xb8\x96link\x1b]8;;\a", {.rows = 6, .columns = 20});
    const auto before = terminal.screen();

    terminal.resize({.rows = 6, .columns = 3});
    CHECK(shown(terminal) == "lon/g\xe4\xb8\x96/lin/k");
    terminal.resize({.rows = 6, .columns = 20});

    CHECK(terminal.screen() == before);
}

TEST_CASE("a double-width glyph survives a width of one column, and output and a snapshot there")
{
    auto terminal = terminal_of("a\xe4\xb8\x96\xe7\x95\x8c", {.rows = 2, .columns = 6});

    terminal.resize({.rows = 2, .columns = 1});
    terminal.feed("\r\nx");
    terminal = Terminal::restore(*parse_snapshot(serialise(terminal.snapshot())));
    terminal.resize({.rows = 2, .columns = 6});

    CHECK(shown(terminal) == "a\xe4\xb8\x96\xe7\x95\x8c/x");
}

TEST_CASE("a line whose rest was erased does not absorb what is there now when it returns from the history")
{
    auto terminal = terminal_of("one line of text\x1b[H\x1b[2Kother", {.rows = 1, .columns = 10});
    REQUIRE(terminal.history().end() == 1);

    terminal.resize({.rows = 3, .columns = 20});
    terminal.feed("\x1b[6G");
    terminal.resize({.rows = 3, .columns = 10});
    terminal.resize({.rows = 3, .columns = 30});

    CHECK(shown(terminal) == "one line o/other");
}

TEST_CASE("a history at its bound has lost nothing when the screen returns to its size")
{
    Terminal terminal({.rows = 4, .columns = 10}, {.lines = 2});
    terminal.feed("1\r\n2\r\n3\r\n4\r\n5\r\n6");
    const auto before = terminal.snapshot();

    terminal.resize({.rows = 1, .columns = 10});
    terminal.resize({.rows = 4, .columns = 10});

    CHECK(terminal.snapshot().history == before.history);
    CHECK(shown(terminal) == "3/4/5/6");
}

TEST_CASE("rows from the history are marked as returned, until something is written over them")
{
    auto terminal = terminal_of("1\r\n2\r\n3\r\n4\r\n5", {.rows = 2, .columns = 10});
    CHECK(returned(terminal) == "nn");

    terminal.resize({.rows = 4, .columns = 10});
    REQUIRE(shown(terminal) == "2/3/4/5");
    CHECK(returned(terminal) == "yynn");

    terminal.feed("\x1b[H\x1b[L");
    REQUIRE(shown(terminal) == "/2/3/4");
    CHECK(returned(terminal) == "nyyn");

    terminal.feed("\x1b[3Hx");
    CHECK(returned(terminal) == "nynn");
    const auto snapshot = parse_snapshot(serialise(terminal.snapshot()));
    REQUIRE(snapshot.has_value());
    CHECK(returned(Terminal::restore(*snapshot)) == "nynn");
}

TEST_CASE("rows that left when the screen shrank are returned when it grows again")
{
    auto terminal = terminal_of("1\r\n2\r\n3\r\n4", {.rows = 4, .columns = 10});

    terminal.resize({.rows = 2, .columns = 10});
    terminal.resize({.rows = 3, .columns = 10});
    CHECK(returned(terminal) == "ynn");

    terminal.resize({.rows = 4, .columns = 10});
    REQUIRE(shown(terminal) == "1/2/3/4");
    CHECK(returned(terminal) == "yynn");
}
