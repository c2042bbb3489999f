#include "client/tty/capabilities_of.h"

#include "client/tty/terminfo.h"

#include <doctest/doctest.h>

using namespace cleat;

TEST_CASE("xterm-256color has the capabilities of its terminfo entry and of the xterm kind")
{
    const auto able = capabilities_of({.term = "xterm-256color"});

    REQUIRE(able);
    CHECK(able->colours == ColourDepth::palette);
    CHECK(able->background_erase);
    CHECK(able->erase_characters);
    CHECK(able->bracketed_paste);
    CHECK(able->mouse);
    CHECK(able->title_stack);
    CHECK_FALSE(able->kitty_keyboard);
    CHECK_FALSE(able->unscroll);
    CHECK_FALSE(able->modify_other_keys);
}

TEST_CASE("entering the alternate screen leaves titles alone")
{
    const auto able = capabilities_of({.term = "xterm-256color"});

    REQUIRE(able);
    CHECK(able->enter_alternate == "\x1b[?1049h");
    CHECK(able->leave_alternate == "\x1b[?1049l");
}

TEST_CASE("COLORTERM adds truecolour")
{
    CHECK(capabilities_of({.term = "xterm-256color", .colour_term = "truecolor"})->colours == ColourDepth::truecolour);
    CHECK(capabilities_of({.term = "xterm-256color", .colour_term = "24bit"})->colours == ColourDepth::truecolour);
    CHECK(capabilities_of({.term = "xterm-256color", .colour_term = "yes"})->colours == ColourDepth::palette);
}

TEST_CASE("a known terminal without a terminfo entry has the capabilities known for its name")
{
    const auto able = capabilities_of({.term = "xterm-ghostty"});

    REQUIRE(able);
    CHECK(able->colours == ColourDepth::truecolour);
    CHECK(able->kitty_keyboard);
    CHECK(able->alternate_screen());
}

TEST_CASE("only kitty has the unscroll capability")
{
    CHECK(capabilities_of({.term = "xterm-kitty"})->unscroll);
    CHECK_FALSE(capabilities_of({.term = "xterm-ghostty"})->unscroll);
    CHECK_FALSE(capabilities_of({.term = "tmux-256color"})->unscroll);
}

TEST_CASE("an unknown terminal gets the baseline")
{
    for (const char* term : {"", "no-such-terminal"}) {
        INFO(term);
        const auto able = capabilities_of({.term = term});
        REQUIRE(able);
        CHECK(able->colours == ColourDepth::eight);
        CHECK_FALSE(able->alternate_screen());
        CHECK_FALSE(able->title);
        CHECK_FALSE(able->mouse);
    }
}

TEST_CASE("terminals that cannot show a screen are refused")
{
    for (const char* term : {"dumb", "vt52"}) {
        INFO(term);
        const auto able = capabilities_of({.term = term});
        REQUIRE_FALSE(able);
        CHECK(able.error().code() == ErrorCode::unsupported);
    }
}

TEST_CASE("the Linux console is not queried and gets no titles")
{
    const TerminalEnvironment console{.term = "linux"};

    CHECK_FALSE(is_xterm_kind(console));
    const auto able = capabilities_of(console);
    REQUIRE(able);
    CHECK(able->colours == ColourDepth::eight);
    CHECK_FALSE(able->title);
    CHECK_FALSE(able->hyperlinks);
    CHECK_FALSE(able->palette);
}

TEST_CASE("inside a multiplexer, variables that describe the outer terminal are ignored")
{
    const auto able = capabilities_of({.term = "screen-256color", .program = "iTerm.app"});

    REQUIRE(able);
    CHECK_FALSE(able->kitty_keyboard);
    CHECK_FALSE(able->modify_other_keys);
    CHECK_FALSE(able->synchronised_output);
}

TEST_CASE("ambiguous characters are not assumed to be narrow in East Asian locales")
{
    CHECK(capabilities_of({.term = "xterm", .locale = "de_DE.UTF-8"})->narrow_ambiguous);
    CHECK_FALSE(capabilities_of({.term = "xterm", .locale = "ja_JP.UTF-8"})->narrow_ambiguous);
}

TEST_CASE("a missing terminfo entry is an error, and other entries can still be read")
{
    const auto absent = read_terminfo("no-such-terminal");
    REQUIRE_FALSE(absent);
    CHECK(absent.error().code() == ErrorCode::not_found);

    const auto present = read_terminfo("vt100");
    REQUIRE(present);
    CHECK(present->columns == 80);
    CHECK(present->rows == 24);
}
