#include "tests/unit/common/terminal/harness.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace cleat::test;

namespace {

/// Row and column, from 1 as in sequences.
std::string at(std::string_view bytes)
{
    const auto cursor = terminal_of(bytes).screen().cursor;
    return std::to_string(cursor.row + 1) + ',' + std::to_string(cursor.column + 1);
}

} // namespace

TEST_CASE("the cursor is moved as requested, and stays on the screen")
{
    CHECK(at("\x1b[3;4H") == "3,4");
    CHECK(at("\x1b[99;99H") == "4,10");
    CHECK(at("\x1b[3;4H\x1b[2A\x1b[3C") == "1,7");
    CHECK(at("\x1b[3;4H\x1b[9B\x1b[9D") == "4,1");
    CHECK(at("\x1b[3;4H\x1b[E") == "4,1");
    CHECK(at("\x1b[3;4H\x1b[2F") == "1,1");
    CHECK(at("\x1b[3;4H\x1b[7G\x1b[2d") == "2,7");
    CHECK(at("\x1b[3;4H\x1b[2a\x1b[e") == "4,6");
    CHECK(at("\x1b[3;4H\x1b[2j\x1b[k") == "2,2");
}

TEST_CASE("relative movement stops at a margin unless it begins outside")
{
    CHECK(at("\x1b[2;3r\x1b[2;1H\x1b[9A") == "2,1");
    CHECK(at("\x1b[2;3r\x1b[2;1H\x1b[9B") == "3,1");
    CHECK(at("\x1b[2;3r\x1b[1;1H\x1b[9A") == "1,1");
    CHECK(at("\x1b[2;3r\x1b[4;1H\x1b[9B") == "4,1");
}

TEST_CASE("origin mode counts from the margins and stays within")
{
    CHECK(at("\x1b[2;3r\x1b[?6h") == "2,1");
    CHECK(at("\x1b[2;3r\x1b[?6h\x1b[9;9H") == "3,9");
    CHECK(at("\x1b[2;3r\x1b[?6h\x1b[2;2H\x1b[?6l") == "1,1");
    CHECK(reply("\x1b[2;3r\x1b[?6h\x1b[2;2H\x1b[6n") == "\x1b[2;2R");
}

TEST_CASE("tabs move to the tab stops that are set")
{
    CHECK(at("\t") == "1,9");
    CHECK(at("\t\t") == "1,10");
    CHECK(at("\x1b[3g\x1b[4G\x1bH\r\t") == "1,4");
    CHECK(at("\x1b[10G\x1b[Z") == "1,9");
    CHECK(at("\x1b[9G\x1b[g\r\t") == "1,10");
}

TEST_CASE("parts of the screen and of a line are erased")
{
    const std::string full = "aaaa\r\nbbbb\r\ncccc\x1b[2;3H";
    CHECK(shown(full + "\x1b[J") == "aaaa/bb");
    CHECK(shown(full + "\x1b[1J") == "/   b/cccc");
    CHECK(shown(full + "\x1b[2J").empty());
    CHECK(shown(full + "\x1b[K") == "aaaa/bb/cccc");
    CHECK(shown(full + "\x1b[1K") == "aaaa/   b/cccc");
    CHECK(shown(full + "\x1b[2K") == "aaaa//cccc");
    CHECK(shown(full + "\x1b[X") == "aaaa/bb b/cccc");
}

TEST_CASE("erased cells have the pen's background and nothing else")
{
    const auto terminal = terminal_of("\x1b[1;4;31;44m\x1b[2K");

    CHECK(style_at(terminal, 0, 5) == Style{.background = Colour::indexed(4)});
}

TEST_CASE("guarded cells survive a selective erase")
{
    CHECK(shown("a\x1b[1\"qb\x1b[0\"qc\x1b[?2K") == " b");
    CHECK(shown("a\x1b[1\"qb\x1b[0\"qc\x1b[2K").empty());
}

TEST_CASE("a guarded glyph that is only half inside a selective erasure survives")
{
    CHECK(shown("\x1b[1\"qa\xe4\xb8\x96\xe7\x95\x8c\x1b[0\"q\x1b[3G\x1b[?K") == "a\xe4\xb8\x96\xe7\x95\x8c");
    CHECK(shown("\x1b[1\"qa\xe4\xb8\x96\x1b[0\"q\x1b[2G\x1b[?1K") == "a\xe4\xb8\x96");
    CHECK(shown("a\xe4\xb8\x96\x62\x1b[3G\x1b[?K") == "a");
    CHECK(shown("a\xe4\xb8\x96\x62\x1b[2G\x1b[?1K") == "   b");
}

TEST_CASE("cells that come in when characters of a double-width row are deleted have the pen's background")
{
    const auto terminal = terminal_of("\x1b#6abcde\x1b[44m\x1b[2G\x1b[2P");

    CHECK(shown(terminal) == "ade");
    CHECK(style_at(terminal, 0, 3) == Style{.background = Colour::indexed(4)});
    CHECK(style_at(terminal, 0, 4) == Style{.background = Colour::indexed(4)});
    CHECK(style_at(terminal, 0, 5) == Style{});
}

TEST_CASE("characters and lines are inserted and deleted")
{
    CHECK(shown("abcd\x1b[2G\x1b[2@") == "a  bcd");
    CHECK(shown("abcd\x1b[2G\x1b[2P") == "ad");
    CHECK(shown("a\r\nb\r\nc\x1b[2;1H\x1b[L") == "a//b/c");
    CHECK(shown("a\r\nb\r\nc\x1b[1;1H\x1b[M") == "b/c");
    CHECK(at("abc\x1b[L") == "1,1");
}

TEST_CASE("characters are inserted and deleted outside the scrolling region too")
{
    CHECK(shown("abcd\x1b[2;3r\x1b[1;2H\x1b[2P") == "ad");
}

TEST_CASE("a scrolling region scrolls without the rest of the screen")
{
    CHECK(shown("a\r\nb\r\nc\r\nd\x1b[2;3r\x1b[3;1H\n") == "a/c//d");
    CHECK(shown("a\r\nb\r\nc\r\nd\x1b[2;3r\x1b[2;1H\x1bM") == "a//b/d");
    CHECK(shown("a\r\nb\r\nc\r\nd\x1b[S") == "b/c/d");
    CHECK(shown("a\r\nb\r\nc\x1b[T") == "/a/b/c");
}

TEST_CASE("a region at the top of the primary screen scrolls into the history")
{
    auto terminal = terminal_of("a\r\nb\r\nc\r\nd\x1b[1;3r\x1b[3;1H\n\n");
    CHECK(terminal.history().end() == 2);

    auto lower = terminal_of("a\r\nb\r\nc\r\nd\x1b[2;3r\x1b[3;1H\n\n");
    CHECK(lower.history().end() == 0);

    auto alternate = terminal_of("\x1b[?1049ha\r\nb\r\nc\r\nd\r\ne");
    CHECK(alternate.history().end() == 0);
}

TEST_CASE("editing and scrolling are limited to the area between the side margins")
{
    const std::string abc = "0123456789\r\nabcdefghij\r\nABCDEFGHIJ\x1b[?69h\x1b[3;6s";
    CHECK(shown(abc + "\x1b[1;3H\x1b[P") == "01345 6789/abcdefghij/ABCDEFGHIJ");
    CHECK(shown(abc + "\x1b[S") == "01cdef6789/abCDEFghij/AB    GHIJ");
    CHECK(shown(abc + "\x1b[1;3Hxxxxyy") == "01xxxx6789/abyyefghij/ABCDEFGHIJ");
}

TEST_CASE("the saved cursor keeps pen, charset, origin and pending wrap")
{
    auto terminal = terminal_of("0123456789\x1b[1;31m\x1b(0\x1b"
                                "7\x1b[m\x1b(B\x1b[3;3H\x1b"
                                "8q");

    CHECK(shown(terminal) == "0123456789/\xe2\x94\x80");
    CHECK(style_at(terminal, 1, 0).has(Attribute::bold));
    CHECK(at("\x1b[3;3H\x1b"
             "8") == "1,1");
}

TEST_CASE("each screen has its own saved cursor")
{
    CHECK(at("\x1b[2;2H\x1b"
             "7\x1b[?47h\x1b[3;3H\x1b"
             "7\x1b[?47l\x1b"
             "8") == "2,2");
}

TEST_CASE("mode 1049 saves the cursor and clears the alternate screen; resetting it returns to the main screen")
{
    auto terminal = terminal_of("main\x1b[?1049hother");
    CHECK(shown(terminal) == "    other");
    CHECK(terminal.active() == Side::alternate);
    CHECK(terminal.screen().primary[0]->text() == "main");

    terminal.feed("\x1b[?1049l!");
    CHECK(shown(terminal) == "main!");
    CHECK(terminal.screen().alternate[0]->text() == "    other");

    terminal.feed("\x1b[?1049h");
    CHECK(shown(terminal).empty());
}

TEST_CASE("DECALN fills the screen")
{
    CHECK(shown("\x1b#8", {.rows = 2, .columns = 3}) == "EEE/EEE");
}

TEST_CASE("a reset resets everything except history, title and offset")
{
    auto terminal =
        terminal_of("\x1b]2;t\a1\r\n2\r\n3\r\n4\r\n5\x1b[?6;69h\x1b[2;3r\x1b[1;31m\x1b(0\x1b[?2004h\x1b[3g\x1b[>5u\x1b"
                    "c");

    CHECK(shown(terminal).empty());
    CHECK(terminal.modes() == Modes{});
    CHECK(terminal.screen().cursor == Cursor{});
    CHECK(terminal.screen().title == "t");
    CHECK(terminal.history().end() == 1);
    const auto state = terminal.snapshot().state;
    CHECK(state.margins == Margins::whole(state.size));
    CHECK(state.pen == Pen{});
    CHECK(state.charsets == Charsets{});
    CHECK(state.tab_stops == TabStops(10));
}

TEST_CASE("DECSTR resets margins, origin and autowrap too")
{
    const auto state = terminal_of("\x1b[2;3r\x1b[?6h\x1b[?7l\x1b[4h\x1b[!p").snapshot().state;

    CHECK(state.margins == Margins::whole(state.size));
    CHECK(state.modes == Modes{});
}

TEST_CASE("double-width rows have half the columns")
{
    const auto terminal = terminal_of("\x1b#60123456789");

    CHECK(shown(terminal) == "01234/56789");
    CHECK(terminal.screen().primary[0]->line_size == LineSize::double_width);
}

TEST_CASE("sequences that crash terminals do not crash this one")
{
    std::string many = "\x1b[1";
    for (int i = 0; i < 10'000; ++i) many += ";1";
    for (const auto* final : {"m", "h", "H", "r", "J"}) {
        static_cast<void>(terminal_of("\x1b[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1" + std::string(final)));
        static_cast<void>(terminal_of(many + final));
    }
    static_cast<void>(terminal_of("\x1b[5b"));
    static_cast<void>(terminal_of("\xc2\x80\xc2\x9f\b\xc2\x85"));
    static_cast<void>(terminal_of("\x1b]" + std::string(1 << 20, 'x')));

    Terminal shrunk(Size{.rows = 20, .columns = 20});
    shrunk.feed("\x1b[15;20r\x1b[19;19H\x1b"
                "7");
    shrunk.resize({.rows = 2, .columns = 2});
    shrunk.feed("\x1b"
                "8x\n\n\x1bM\x1b[S\x1b[L\x1b[u");
    shrunk.resize({.rows = 1, .columns = 1});
    shrunk.feed("\xe4\xb8\x96"
                "ab\r\n\x1b[@\x1b[P\x1b[L\t\x1b[J\xcc\x81");
}

TEST_CASE("ED, EL and ECH spare what SPA protected, DECSED and DECSEL what DECSCA protected")
{
    // SPA and EPA protect against ED, EL and ECH; DECSCA against DECSED and DECSEL. Whichever was used last counts.
    const std::string guarded = "a\x1bVb\x1bWc";
    CHECK(shown(guarded + "\x1b[2K") == " b");
    CHECK(shown(guarded + "\x1b[2J") == " b");
    CHECK(shown(guarded + "\x1b[H\x1b[3X") == " b");
    CHECK(shown(guarded + "\x1b[?2K").empty());
    CHECK(shown(guarded + "\x1b[?2J").empty());

    const std::string selective = "a\x1b[1\"qb\x1b[0\"qc";
    CHECK(shown(selective + "\x1b[?2K") == " b");
    CHECK(shown(selective + "\x1b[?2J") == " b");
    CHECK(shown(selective + "\x1b[2K").empty());
    CHECK(shown(selective + "\x1b[H\x1b[3X").empty());
    CHECK(shown(guarded + "\x1b[0\"q\x1b[2K").empty());
}

TEST_CASE("a protected double-width glyph stays whole though only a half is to be erased")
{
    const std::string wide = "\x1b[1\"q\xe4\xb8\x96\x1b[0\"q";
    CHECK(shown(wide + "\x1b[1;2H\x1b[?K") == "\xe4\xb8\x96");
    CHECK(shown(wide + "\x1b[1;1H\x1b[?1K") == "\xe4\xb8\x96");
}

TEST_CASE("the area between the margins is scrolled left and right")
{
    CHECK(shown("abcd\r\nefgh\x1b[2 @") == "cd/gh");
    CHECK(shown("abcd\r\nefgh\x1b[ A") == " abcd/ efgh");
    CHECK(shown("abcd\r\nefgh\x1b[99 @").empty());
    CHECK(shown("abcdef\r\nghijkl\r\nmnopqr\x1b[?69h\x1b[2;3r\x1b[2;4s\x1b[2;2H\x1b[ @") == "abcdef/gij kl/mop qr");
    CHECK(shown("abcdef\r\nghijkl\r\nmnopqr\x1b[?69h\x1b[2;3r\x1b[2;4s\x1b[3;4H\x1b[ A") == "abcdef/g hikl/m noqr");
    // Nothing is scrolled if the cursor is outside the margins.
    CHECK(shown("abcdef\x1b[?69h\x1b[2;4s\x1b[1;1H\x1b[ @") == "abcdef");
    CHECK(shown("abcdef\x1b[2;3r\x1b[1;1H\x1b[ @") == "abcdef");
}
