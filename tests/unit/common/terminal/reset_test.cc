#include "tests/unit/common/terminal/harness.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace cleat::test;

namespace {

/// Changes as much of a terminal as possible. The saved cursor is that of the screen shown at the end.
const std::string EVERYTHING = "text\x1b[2;3r\x1b[?69h\x1b[2;8s\x1b[?1;5;6;12;41;42;45;66;67;1045;1004;2004;1003;1006h"
                               "\x1b[?7;25l\x1b[2;4;20h\x1b[3;3H\x1b[1;4;31m\x1b[1\"q\x1b(0\x1b)A\x0e\x1b"
                               "7\x1b[3g\x1b[5 q\x1b[2*x\x1b[>0;1t\x1b[22t\x1b[?7s\x1b[>1u\x1b[>4;2m\x1b]8;;http://a/\a"
                               "\x1b]4;1;#102030\a\x1b]5;1;#102030\a\x1b]10;#102030\a\x1b]2;7469746c65\a\x1b[?40h";

} // namespace

TEST_CASE("a soft reset resets what a VT510 resets, and what xterm resets in addition")
{
    const auto before = terminal_of(EVERYTHING).snapshot().state;

    const auto state = terminal_of(EVERYTHING + "\x1b[!p").snapshot().state;

    // VT510 Video Terminal Programmer Information, table 5-12.
    CHECK(state.cursor.visible);
    CHECK_FALSE(state.modes.insert);
    CHECK_FALSE(state.modes.origin);
    CHECK_FALSE(state.quiet_modes.national_characters);
    CHECK_FALSE(state.modes.keypad);
    CHECK_FALSE(state.modes.cursor_keys);
    CHECK(state.margins == Margins::whole(state.size));
    CHECK(state.charsets == Charsets{});
    CHECK(state.pen == Pen{});
    CHECK_FALSE(state.saved(Side::primary).has_value());
    // xterm's defaults where they differ, and settings that only xterm has.
    CHECK(state.modes.autowrap);
    CHECK_FALSE(state.modes.reverse_wrap);
    CHECK_FALSE(state.quiet_modes.unbounded_reverse_wrap);
    CHECK_FALSE(state.modes.left_right_margins);
    CHECK(state.modes.modify_other_keys == 0);
    CHECK(state.cursor.shape == CursorShape::standard);

    // Everything else stays.
    CHECK(state.cursor.row == before.cursor.row);
    CHECK(state.cursor.column == before.cursor.column);
    CHECK(state.modes.newline);
    CHECK(state.modes.reverse_screen);
    CHECK(state.modes.mouse_tracking == MouseTracking::motion);
    CHECK(state.modes.bracketed_paste);
    CHECK(state.tab_stops == before.tab_stops);
    CHECK(state.palette == before.palette);
    CHECK(state.other_colours == before.other_colours);
    CHECK(state.saved_modes == before.saved_modes);
    CHECK(state.saved_titles == before.saved_titles);
    CHECK(state.change_extent == before.change_extent);
    CHECK(state.level == before.level);
}

TEST_CASE("a reset removes everything that a program set except the title")
{
    auto state = terminal_of(EVERYTHING + "\x1b[?1049h\x1b[62\"p\x1bV\x1b"
                                          "c")
                     .snapshot()
                     .state;

    CHECK(state.title == "title");
    state.title.clear();
    state.icon.clear();
    state.offset = 0;
    CHECK(state == TerminalState(state.size));
}
