#include "tests/unit/common/terminal/harness.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace cleat::test;

namespace {

constexpr Size SIZE{.rows = 4, .columns = 8};
const std::string FILLED = "abcdefgh\x1b[2Hijklmnop\x1b[3Hqrstuvwx\x1b[4Hyz012345\x1b[H";

/// The screen after FILLED and `bytes`.
std::string changed(const std::string& bytes)
{
    return shown(FILLED + bytes, SIZE);
}

bool has(const Terminal& terminal, int row, int column, Attribute attribute)
{
    return style_at(terminal, row, column).has(attribute);
}

} // namespace

TEST_CASE("an area is copied, also over itself, and cut where it does not fit")
{
    CHECK(changed("\x1b[1;1;2;3;1;3;6;1$v") == "abcdefgh/ijklmnop/qrstuabc/yz012ijk");
    CHECK(changed("\x1b[1;1;3;3;1;2;2;1$v") == "abcdefgh/iabcmnop/qijkuvwx/yqrs2345");
    CHECK(changed("\x1b[2;2;4;4;1;1;1;1$v") == "jkldefgh/rstlmnop/z01tuvwx/yz012345");
    CHECK(changed("\x1b[1;1;2;3;1;4;7;1$v") == "abcdefgh/ijklmnop/qrstuvwx/yz0123ab");
}

TEST_CASE("missing corners are the screen's, and an inverted area is empty")
{
    CHECK(changed("\x1b[46;3;3$x") == "abcdefgh/ijklmnop/qr....../yz......");
    CHECK(changed("\x1b[46$x") == "......../......../......../........");
    CHECK(changed("\x1b[;;1;2;;3;3$v") == "abcdefgh/ijklmnop/qrabuvwx/yz012345");
    CHECK(changed("\x1b[46;3;3;2;2$x") == changed(""));
    CHECK(changed("\x1b[46;4;8;99;99$x") == "abcdefgh/ijklmnop/qrstuvwx/yz01234.");
}

TEST_CASE("areas are relative to the margins in origin mode, and not limited by them")
{
    const std::string margins = "\x1b[?69h\x1b[2;3r\x1b[3;5s";
    CHECK(changed(margins + "\x1b[46;1;1;1;2$x") == "..cdefgh/ijklmnop/qrstuvwx/yz012345");
    CHECK(changed(margins + "\x1b[?6h\x1b[46;1;1;1;2$x") == "abcdefgh/ij..mnop/qrstuvwx/yz012345");
    CHECK(changed(margins + "\x1b[?6h\x1b[1;1;1;2;1;2;4;1$v") == "abcdefgh/ijklmnop/qrstuklx/yz012345");
}

TEST_CASE("an area is filled with printable characters, in the pen's rendition")
{
    auto terminal = terminal_of(FILLED + "\x1b[1;41m\x1b[233;2;2;2;3$x", SIZE);
    CHECK(shown(terminal) == "abcdefgh/i\u00e9\u00e9lmnop/qrstuvwx/yz012345");
    CHECK(has(terminal, 1, 1, Attribute::bold));
    CHECK(style_at(terminal, 1, 1).background == Colour::indexed(1));
    CHECK_FALSE(has(terminal, 1, 3, Attribute::bold));

    CHECK(changed("\x1b[31;1;1;2;2$x\x1b[127;1;1;2;2$x\x1b[155;1;1;2;2$x\x1b[512;1;1;2;2$x") == changed(""));
    CHECK(changed("\x1b(0\x1b[113;1;1;1;2$x") == "\u2500\u2500cdefgh/ijklmnop/qrstuvwx/yz012345");
}

TEST_CASE("an area is erased, with or without protected characters, whose rendition stays")
{
    CHECK(changed("\x1b[2;2;3;3$z") == "abcdefgh/i  lmnop/q  tuvwx/yz012345");

    const auto terminal = terminal_of("\x1b[4ma\x1b[1\"qb\x1b[0\"qc\x1b[1;1;1;3${", SIZE);
    CHECK(shown(terminal) == " b");
    CHECK(style_at(terminal, 0, 0).underline == Underline::single);
    CHECK(style_at(terminal, 0, 2).underline == Underline::single);
}

TEST_CASE("changing an area leaves no half of a double-width glyph")
{
    const std::string wide = "\xe4\xb8\x96\xe7\x95\x8c";
    CHECK(shown(wide + "\x1b[46;1;2;1;2$x", SIZE) == " .\xe7\x95\x8c");
    CHECK(shown(wide + "\x1b[1;2;1;3;1;1;6;1$v", SIZE) == "\xe4\xb8\x96\xe7\x95\x8c");
    CHECK(shown(wide + "\x1b[1;1;1;2;1;1;6;1$v", SIZE) == "\xe4\xb8\x96\xe7\x95\x8c \xe4\xb8\x96");
    CHECK(shown(wide + "\x1b[1;2;1;2${", SIZE) == "  \xe7\x95\x8c");
    CHECK(shown("\x1b[1\"q" + wide + "\x1b[1;2;1;3${\x1b[1;2H\x1b[?K", SIZE) == wide);
}

TEST_CASE("attributes are changed from the first corner to the last, as a stream of characters")
{
    const auto terminal = terminal_of(FILLED + "\x1b[2;6H\x1b[K\x1b[1;2;3;3;1;4$r", SIZE);

    CHECK_FALSE(has(terminal, 0, 0, Attribute::bold));
    CHECK(has(terminal, 0, 1, Attribute::bold));
    CHECK(has(terminal, 0, 7, Attribute::bold));
    CHECK(has(terminal, 1, 0, Attribute::bold));
    CHECK(has(terminal, 1, 4, Attribute::bold));
    CHECK_FALSE(has(terminal, 1, 5, Attribute::bold)); // in empty cells
    CHECK(style_at(terminal, 2, 2).underline == Underline::single);
    CHECK(style_at(terminal, 2, 3).underline == Underline::none);
    CHECK(shown(terminal) == "abcdefgh/ijklm/qrstuvwx/yz012345");
}

TEST_CASE("after DECSACE attributes of a rectangle are changed, including empty cells")
{
    const auto terminal = terminal_of("ab\x1b[2*x\x1b[1;2;2;4;7$r", SIZE);

    CHECK_FALSE(has(terminal, 0, 0, Attribute::reverse));
    CHECK(has(terminal, 0, 1, Attribute::reverse));
    CHECK(has(terminal, 1, 3, Attribute::reverse));
    CHECK_FALSE(has(terminal, 1, 4, Attribute::reverse));
    CHECK_FALSE(has(terminal, 1, 0, Attribute::reverse));
}

TEST_CASE("attributes are switched off by their numbers, all by 0, and colours stay")
{
    const auto terminal =
        terminal_of("\x1b[1;4;5;7;31mabcd\x1b[1;1;1;1;22$r\x1b[1;2;1;2;0$r\x1b[1;3;1;3;24;27$r", SIZE);

    CHECK_FALSE(has(terminal, 0, 0, Attribute::bold));
    CHECK(has(terminal, 0, 0, Attribute::blink));
    CHECK(style_at(terminal, 0, 1) == Style{.foreground = Colour::indexed(1)});
    CHECK(has(terminal, 0, 2, Attribute::bold));
    CHECK_FALSE(has(terminal, 0, 2, Attribute::reverse));
    CHECK(style_at(terminal, 0, 2).underline == Underline::none);
}

TEST_CASE("attributes are reversed, once for each glyph")
{
    const auto terminal = terminal_of("\x1b[1ma\xe4\xb8\x96\x1b[2*x\x1b[1;1;1;3;1;4$t", SIZE);
    CHECK_FALSE(has(terminal, 0, 0, Attribute::bold));
    CHECK_FALSE(has(terminal, 0, 1, Attribute::bold));
    CHECK(style_at(terminal, 0, 1).underline == Underline::single);

    const auto all = terminal_of("\x1b[1;4ma\x1b[1;1;1;1;0$t", SIZE);
    CHECK(has(all, 0, 0, Attribute::blink));
    CHECK(has(all, 0, 0, Attribute::reverse));
    CHECK_FALSE(has(all, 0, 0, Attribute::bold));
    CHECK(style_at(all, 0, 0).underline == Underline::none);
}

TEST_CASE("areas do not change the cursor and its pending wrap")
{
    const auto terminal = terminal_of("abcdefgh\x1b[46;2;1;2;2$x\x1b[1;1;1;1;1;3;3;1$v\x1b[4;1;4;1$z", SIZE);

    CHECK(terminal.screen().cursor.pending_wrap);
    CHECK(shown(terminal) == "abcdefgh/../  a");
}

TEST_CASE("no wrap is pending behind a glyph that an area removed")
{
    CHECK_FALSE(terminal_of("abcdefgh\x1b[1;8;1;8$z", SIZE).screen().cursor.pending_wrap);
    CHECK_FALSE(terminal_of("abcdefgh\x1b[2;1;2;1;1;1;8;1$v", SIZE).screen().cursor.pending_wrap);
    CHECK_FALSE(terminal_of("abcdef\xe4\xb8\x96\x1b[46;1;7;1;7$x", SIZE).screen().cursor.pending_wrap);
    CHECK(terminal_of("abcdefgh\x1b[1;1;1;1;1;1;8;1$v", SIZE).screen().cursor.pending_wrap);
}

TEST_CASE("there are no area functions below the level of a VT420")
{
    CHECK(changed("\x1b[63\"p\x1b[46;2;2;3;3$x\x1b[1;1;1;1;1;3;3;1$v") == changed(""));
}

TEST_CASE("the checksum of an area is reported only if reading back is allowed")
{
    CHECK(reply("ab\x1b[7;1;1;1;1;2*y").empty());

    Terminal terminal(SIZE);
    terminal.set_readback(Readback::allowed);
    terminal.feed("ab\x1b[1mc\x1b[7;1;1;1;1;3*y\x1b[8;1;2;1;2;2*y\x1b[9;1;1;2;1;2*y");
    // 61 + 62 + 63, two spaces, 62, all hexadecimal
    CHECK(terminal.take_replies() == "\x1bP7!~0126\x1b\\\x1bP8!~0040\x1b\\\x1bP9!~0062\x1b\\");

    auto restored = Terminal::restore(*parse_snapshot(serialise(terminal.snapshot())));
    restored.feed("\x1b"
                  "c\x1b[1;1;1;1;1;1*y");
    CHECK(restored.take_replies() == "\x1bP1!~0020\x1b\\");
}
