#include "tests/unit/common/terminal/harness.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace cleat::test;

TEST_CASE("modes are saved and restored one by one")
{
    CHECK(reply("\x1b[?7;2004s\x1b[?7l\x1b[?2004h\x1b[?7r\x1b[?7$p\x1b[?2004$p") == "\x1b[?7;1$y\x1b[?2004;1$y");
    CHECK(reply("\x1b[?7l\x1b[?7s\x1b[?7h\x1b[?7r\x1b[?7$p") == "\x1b[?7;2$y");
    CHECK(reply("\x1b[?1000h\x1b[?1000s\x1b[?1000l\x1b[?1000r\x1b[?1000$p") == "\x1b[?1000;1$y");
}

TEST_CASE("restoring a mode that was not saved does not change it")
{
    CHECK(reply("\x1b[?7r\x1b[?7$p") == "\x1b[?7;1$y");
    CHECK(reply("\x1b[?7s\x1b"
                "c\x1b[?7l\x1b[?7r\x1b[?7$p") == "\x1b[?7;2$y");
}

TEST_CASE("modes without effect are kept and reported")
{
    for (const char* mode : {"4", "18", "19", "35", "40", "41", "42", "95", "1045"}) {
        CAPTURE(mode);
        const std::string number = mode;
        CHECK(reply("\x1b[?" + number + "$p\x1b[?" + number + "h\x1b[?" + number + "$p\x1b[?" + number + "l\x1b[?" +
                    number + "$p") == "\x1b[?" + number + ";2$y\x1b[?" + number + ";1$y\x1b[?" + number + ";2$y");
    }
}

TEST_CASE("a mode that is reported as set works")
{
    // A locked keyboard, a Backspace key that sends BS, and local echo are not available.
    CHECK(reply("\x1b[2h\x1b[2$p") == "\x1b[2;4$y");
    CHECK(reply("\x1b[?67h\x1b[?67$p") == "\x1b[?67;4$y");
    CHECK(reply("\x1b[12l\x1b[12$p") == "\x1b[12;3$y");

    // Mouse reports in pixels are not available while the size of a cell is unknown.
    Terminal terminal = terminal_of("\x1b[?1003;1016h\x1b[?1016$p");
    CHECK(terminal.take_replies() == "\x1b[?1016;0$y");
    CHECK(terminal.encode_mouse("\x1b[<0;3;2M") == "\x1b[<0;3;2M");

    terminal.set_profile({.cell_width = 9, .cell_height = 20});
    terminal.feed("\x1b[?1016$p");
    CHECK(terminal.take_replies() == "\x1b[?1016;1$y");
    CHECK(terminal.encode_mouse("\x1b[<0;1;1M") == "\x1b[<0;5;11M");
    CHECK(terminal.encode_mouse("\x1b[<0;3;2M") == "\x1b[<0;23;31M");
    CHECK(terminal.encode_mouse("\x1b[<35;10;4m") == "\x1b[<35;86;71m");
    terminal.feed("\x1b[?1016l\x1b[?1016$p");
    CHECK(terminal.take_replies() == "\x1b[?1016;2$y");
    CHECK(terminal.encode_mouse("\x1b[<0;3;2M") == "\x1b[<0;3;2M");

    // Anything but a report in cells is unchanged, and so is one in another encoding.
    terminal.feed("\x1b[?1016h");
    for (const std::string_view other :
         {"", "x", "\x1b[<0;3M", "\x1b[<0;0;1M", "\x1b[<0;3;2", "\x1b[M !!", "\x1b[<;;M"})
        CHECK(terminal.encode_mouse(other) == other);
    terminal.feed("\x1b[?1006h");
    CHECK(terminal.encode_mouse("\x1b[<0;3;2M") == "\x1b[<0;3;2M");
}

TEST_CASE("modes that can never be set are reported so, and unknown ones as unknown")
{
    CHECK(reply("\x1b[?60h\x1b[?60$p\x1b[?8$p") == "\x1b[?60;4$y\x1b[?8;4$y");
    CHECK(reply("\x1b[1$p\x1b[19$p\x1b[3$p\x1b[?9999$p") == "\x1b[1;4$y\x1b[19;4$y\x1b[3;0$y\x1b[?9999;0$y");
}

TEST_CASE("a change of columns clears the screen and the margins if it is allowed, and keeps the size")
{
    CHECK(shown("ab\x1b[2;3r\x1b[?3hcd") == "cd");
    const auto terminal = terminal_of("ab\x1b[2;3r\x1b[3;3H\x1b[?40h\x1b[?3hcd\x1b[9Be");
    CHECK(shown(terminal) == "cd///  e");
    CHECK(terminal.size() == Size{.rows = 4, .columns = 10});

    CHECK(reply("\x1b[?3h\x1b[?3$p\x1b[?40h\x1b[?3h\x1b[?3$p") == "\x1b[?3;2$y\x1b[?3;1$y");
}

TEST_CASE("with mode 95 a change of columns keeps the screen, from the level of a VT510 on")
{
    CHECK(shown("ab\x1b[?40;95h\x1b[?3h") == "");
    CHECK(shown("\x1b[65\"pab\x1b[?40;95h\x1b[?3h") == "ab");
}

TEST_CASE("a terminal at a lower level supports fewer sequences, until it is reset")
{
    CHECK(reply("\x1b[62\"p\x1b[4$p\x1b[?7$p").empty());
    CHECK(reply("\x1b[63\"p\x1b[4$p") == "\x1b[4;2$y");
    CHECK(reply("\x1b[63\"p\x1b[?69h\x1b[?69$p\x1b[64\"p\x1b[?69h\x1b[?69$p") == "\x1b[?69;2$y\x1b[?69;1$y");
    CHECK(reply("\x1b[62\"p\x1b"
                "c\x1b[4$p") == "\x1b[4;2$y");
    CHECK(reply("\x1b[61\"p\x1b[66\"p\x1b[60\"p\x1bP$q\"p\x1b\\") == "\x1bP1$r61;1\"p\x1b\\");
}

TEST_CASE("a change of level is a soft reset")
{
    const auto terminal = terminal_of("ab\x1b[1;4h\x1b[2;3r\x1b[?6h\x1b[1m\x1b[?25l\x1b[64;1\"p");

    CHECK(shown(terminal) == "ab");
    CHECK_FALSE(terminal.modes().insert);
    CHECK_FALSE(terminal.modes().origin);
    CHECK(terminal.screen().cursor.visible);
    CHECK(terminal.snapshot().state.pen == Pen{});
    CHECK(terminal.snapshot().state.margins == Margins::whole(terminal.size()));
}

TEST_CASE("with mode 45 backspace moves back into a line that continues in this one")
{
    // With mode 45 into a line that wrapped, to its last column; a pending wrap counts as a step.
    CHECK(reply("\x1b[?45habcdefghijkl\b\b\b\x1b[6n") == "\x1b[1;10R");
    CHECK(reply("\x1b[?45habcdefghijkl\x1b[12D\x1b[6n") == "\x1b[1;1R");
    CHECK(reply("\x1b[?45habcdefghijkl\x1b[99D\x1b[6n") == "\x1b[1;1R");
    CHECK(reply("\x1b[?45habcdefghij\b\x1b[6n") == "\x1b[1;10R");
    CHECK(reply("\x1b[?45habc\r\nde\b\b\b\x1b[6n") == "\x1b[2;1R");
    CHECK(reply("abcdefghijkl\b\b\b\x1b[6n") == "\x1b[2;1R");
    CHECK(reply("\x1b[?45h\x1b[?7labc\r\n\b\x1b[6n") == "\x1b[2;1R");
}

TEST_CASE("with mode 1045 backspace moves back into any line, and from the first to the last")
{
    CHECK(reply("\x1b[?1045habc\r\nde\b\b\b\x1b[6n") == "\x1b[1;10R");
    CHECK(reply("\x1b[?1045h\b\x1b[6n") == "\x1b[4;10R");
    CHECK(reply("\x1b[?1045h\x1b[2;3r\x1b[2;1H\b\x1b[6n") == "\x1b[3;10R");
    CHECK(reply("\x1b[?1045h\x1b[?69h\x1b[3;5s\x1b[2;3H\b\x1b[6n") == "\x1b[1;5R");
    CHECK(reply("\x1b[?1045h\x1b[?69h\x1b[3;5s\x1b[2;1H\b\x1b[6n") == "\x1b[1;5R");
}

TEST_CASE("with mode 41 a tab after the last column continues in the next line")
{
    CHECK(shown("0123456789\tx") == "0123456789/x");
    CHECK(shown("\x1b[?41h0123456789\tx") == "0123456789/        x");
}

TEST_CASE("DECST8C puts tab stops at every eighth column")
{
    CHECK(shown("\x1b[3g\x1b[3G\x1bH\x1b[?5W\r\tx") == "        x");
    CHECK(shown("\x1b[3g\x1b[3G\x1bH\x1b[?4W\r\tx") == "  x");
}
