#include "common/terminal/grid.h"
#include "tests/unit/common/terminal/harness.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace cleat::test;

TEST_CASE("text appears at the cursor")
{
    const auto terminal = terminal_of("hello\r\n  world");

    CHECK(shown(terminal) == "hello/  world");
    CHECK(terminal.screen().cursor == Cursor{.row = 1, .column = 7});
}

TEST_CASE("the cursor waits in the last column, and the next character wraps")
{
    const auto full = terminal_of("0123456789");
    CHECK(full.screen().cursor == Cursor{.row = 0, .column = 9, .pending_wrap = true});
    CHECK_FALSE(full.screen().primary[0]->wrapped);

    const auto wrapped = terminal_of("0123456789a");
    CHECK(shown(wrapped) == "0123456789/a");
    CHECK(wrapped.screen().primary[0]->wrapped);
    CHECK_FALSE(wrapped.screen().primary[1]->wrapped);
}

TEST_CASE("without autowrap the last column is overwritten")
{
    CHECK(shown("\x1b[?7l0123456789abc") == "012345678c");
}

TEST_CASE("a line that is longer than the screen goes to the history as one line")
{
    auto terminal = terminal_of("0123456789abc\r\n1\r\n2\r\n3\r\n4", {.rows = 3, .columns = 10});

    CHECK(shown(terminal) == "2/3/4");
    CHECK(terminal.history().end() == 2);
    CHECK(terminal.history().rows(0).size() == 2);
    CHECK(terminal.screen().rows_scrolled == 3);
}

TEST_CASE("malformed text is one U+FFFD for each maximal subpart")
{
    CHECK(shown("\xff"
                "a") == "\xef\xbf\xbd"
                        "a");
    CHECK(shown("\xe4\xb8"
                "a") == "\xef\xbf\xbd"
                        "a");
    CHECK(shown("\xf0\x9f\x98"
                "a") == "\xef\xbf\xbd"
                        "a");
    CHECK(shown("\xed\xa0\x80"
                "a") == "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
                        "a");
    CHECK(shown("\xc0\x80"
                "a") == "\xef\xbf\xbd\xef\xbf\xbd"
                        "a");
    CHECK(shown("\x9b"
                "1m") == "\xef\xbf\xbd"
                         "1m");
}

TEST_CASE("8-bit controls as characters show nothing and move nothing")
{
    const auto terminal = terminal_of("a\xc2\x80\xc2\x9b\xc2\x9f"
                                      "b");

    CHECK(shown(terminal) == "ab");
    CHECK(terminal.screen().cursor.column == 2);
}

TEST_CASE("double-width glyphs take two cells, and wrap whole")
{
    const auto terminal = terminal_of("012345678\xe4\xb8\x96");

    CHECK(shown(terminal) == "012345678/\xe4\xb8\x96");
    const auto screen = terminal.screen();
    CHECK(screen.primary[0]->wrapped);
    CHECK(screen.primary[0]->cells[9].is_empty());
    CHECK(screen.primary[1]->cells[0].is_wide());
    CHECK(screen.primary[1]->cells[1].is_tail());
}

TEST_CASE("writing over half of a double-width glyph removes the other half")
{
    CHECK(shown("\xe4\xb8\x96\rx") == "x");
    CHECK(shown("\xe4\xb8\x96\x1b[2Gx") == " x");
    CHECK(shown("\xe4\xb8\x96\xe4\xb8\x96\x1b[2G\xe4\xb8\x96") == " \xe4\xb8\x96");
    CHECK(shown("\xe4\xb8\x96\x1b[2G\x1b[X!") == " !");
}

TEST_CASE("marks join the character before them")
{
    const auto terminal = terminal_of("e\xcc\x81x");

    CHECK(shown(terminal) == "e\xcc\x81x");
    CHECK(terminal.screen().cursor.column == 2);
    CHECK(terminal.screen().primary[0]->cells[0].is_cluster());
}

TEST_CASE("a mark joins the glyph in the last column while a wrap is pending")
{
    CHECK(shown("012345678e\xcc\x81") == "012345678e\xcc\x81");
    CHECK(shown("01234567\xe4\xb8\x96\xcc\x81") == "01234567\xe4\xb8\x96\xcc\x81");
}

TEST_CASE("a cell holds at most 16 code points")
{
    std::string text = "e";
    for (int i = 0; i < 100; ++i) text += "\xcc\x81";

    CHECK(shown(text).size() == 1 + 15 * 2);
}

TEST_CASE("a mark with nothing before it is dropped")
{
    CHECK(shown("\xcc\x81"
                "a") == "a");
    CHECK(shown("\x1b[3C\xcc\x81"
                "a") == "   a");
}

TEST_CASE("insert mode moves the characters to the right")
{
    CHECK(shown("abc\r\x1b[4hxy") == "xyabc");
    CHECK(shown("0123456789\r\x1b[4hx") == "x012345678");
}

TEST_CASE("DEC graphics draw lines")
{
    CHECK(shown("\x1b(0qx\x1b(Bq") == "\xe2\x94\x80\xe2\x94\x82q");
    CHECK(shown("\x1b)0\x0eq\x0fq") == "\xe2\x94\x80q");
    CHECK(shown("\x1b*0\x1bNqq") == "\xe2\x94\x80q");
}

TEST_CASE("REP repeats the last character")
{
    CHECK(shown("a\x1b[3b") == "aaaa");
    CHECK(shown("\xe4\xb8\x96\x1b[b") == "\xe4\xb8\x96\xe4\xb8\x96");
    CHECK(shown("\x1b[5b").empty());
    CHECK(shown("a\x1b[65535b") == "aaaaaaaaaa/aaaaaaaaaa/aaaaaaaaaa/a");
}

TEST_CASE("erasing the end of a row, or the beginning of the next, ends a soft wrap")
{
    CHECK_FALSE(terminal_of("0123456789ab\x1b[1;5H\x1b[K").screen().primary[0]->wrapped);
    CHECK_FALSE(terminal_of("0123456789ab\r\x1b[K").screen().primary[0]->wrapped);
    CHECK(terminal_of("0123456789ab\x1b[K").screen().primary[0]->wrapped);
    CHECK(terminal_of("0123456789ab\rx").screen().primary[0]->wrapped);
}

TEST_CASE("rows that are not neighbours any more are not wrapped")
{
    CHECK_FALSE(terminal_of("0123456789ab\r\x1b[L").screen().primary[0]->wrapped);
    CHECK_FALSE(terminal_of("0123456789ab\r\x1b[M").screen().primary[0]->wrapped);
    CHECK_FALSE(terminal_of("0123456789ab\x1b[2;4r\x1b[2;1H\x1bM").screen().primary[0]->wrapped);
}

TEST_CASE("an untouched row stays the same object, also when it scrolls")
{
    auto terminal = terminal_of("a\r\nb\r\nc\r\nd");
    const auto before = terminal.screen();

    terminal.feed("x");
    const auto after = terminal.screen();
    CHECK(after.primary[0] == before.primary[0]);
    CHECK(after.primary[3] != before.primary[3]);
    CHECK(before.primary[3]->text() == "d");

    terminal.feed("\n");
    CHECK(terminal.screen().primary[0] == before.primary[1]);
}

TEST_CASE("millions of colours and links cost no more than what is on the screen")
{
    Terminal terminal(Size{.rows = 5, .columns = 20}, {.lines = 10});
    for (int i = 0; i < 200'000; ++i) {
        const auto n = std::to_string(i);
        terminal.feed("\x1b[38;2;" + std::to_string(i % 256) + ';' + std::to_string(i / 256 % 256) +
                      ";1m\x1b]8;;http://" + n + "\ax");
    }

    CHECK(terminal.screen().primary[0]->dictionary->entries() < 20'000);
}
