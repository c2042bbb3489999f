#include "common/render/painter.h"

#include "common/model/packed_row.h"
#include "common/render/pushed_rows.h"
#include "common/render/sequences.h"
#include "tests/support/rows.h"

#include <doctest/doctest.h>

#include <set>

using namespace cleat;
using cleat::test::row_of;
using cleat::test::row_of_glyphs;
using cleat::test::screen_with;
using cleat::test::wrapped_row_of;

namespace {

const Size SIZE{.rows = 4, .columns = 20};

/// Everything except capabilities that would only enclose the bytes under test.
Capabilities able()
{
    Capabilities capabilities = Capabilities::full();
    capabilities.synchronised_output = false;
    capabilities.cursor_visibility = false;
    capabilities.bracketed_paste = false;
    return capabilities;
}

/// A painter whose terminal shows that screen.
Painter showing(const Screen& screen, Capabilities capabilities = able())
{
    Painter painter(std::move(capabilities));
    (void)painter.begin(screen.size);
    (void)painter.paint(screen);
    return painter;
}

Screen with_cursor(Screen screen, int row, int column)
{
    screen.cursor.row = row;
    screen.cursor.column = column;
    return screen;
}

void set_row(Screen& screen, std::size_t at, Row row)
{
    screen.primary[at] = std::make_shared<const Row>(std::move(row));
}

std::string packed(std::string_view text)
{
    return pack(row_of(text, SIZE.columns));
}

int count(std::string_view text, std::string_view part)
{
    int found = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++found;
    return found;
}

/// The private modes set at the end of `bytes`, of those that they change.
std::set<std::string> modes_left_on(std::string_view bytes)
{
    std::set<std::string> on;
    for (auto at = bytes.find("\x1b[?"); at != std::string_view::npos; at = bytes.find("\x1b[?", at + 1)) {
        const auto end = bytes.find_first_not_of("0123456789", at + 3);
        const std::string mode(bytes.substr(at + 3, end - at - 3));
        if (bytes[end] == 'h') on.insert(mode);
        if (bytes[end] == 'l') on.erase(mode);
    }
    return on;
}

} // namespace

TEST_CASE("titles and text contain nothing that a terminal could take for a command, in UTF-8 mode or not")
{
    std::string out;
    append_title(out, 2,
                 "a\x9b"
                 "31m\x9d"
                 "52;c;x\x9c"
                 "b\xc2\x9b"
                 "c\x1b\xff");
    CHECK(out == "\x1b]2;a31m52;c;xbc\x1b\\");
    out.clear();
    append_printable(out, "\x9b"
                          "A\xe2\x82\xac\xe2\x82");
    CHECK(out == "A\xe2\x82\xac");
}

TEST_CASE("a screen that is already shown costs nothing")
{
    const Screen screen = screen_with({"one", "two"});
    Painter painter = showing(screen);

    CHECK(painter.paint(screen).empty());
}

TEST_CASE("rows that are equal but not identical cost nothing either")
{
    Painter painter = showing(screen_with({"one", "two"}));

    CHECK(painter.paint(screen_with({"one", "two"})).empty());
}

TEST_CASE("only the differing cells of a changed row are written")
{
    Painter painter = showing(with_cursor(screen_with({"one two six"}), 0, 11));

    CHECK(painter.paint(with_cursor(screen_with({"one too six"}), 0, 11)) == "\x1b[6Do\x1b[5C");
}

TEST_CASE("typed text costs only its own bytes")
{
    Painter painter = showing(with_cursor(screen_with({"$ l"}), 0, 3));

    CHECK(painter.paint(with_cursor(screen_with({"$ ls"}), 0, 4)) == "s");
}

TEST_CASE("blanks at the end of a line are erased, and spaces are written")
{
    Painter painter = showing(with_cursor(screen_with({"one two"}), 0, 0));
    CHECK(painter.paint(with_cursor(screen_with({"one"}), 0, 3)) == "\x1b[3C\x1b[K");

    CHECK(painter.paint(with_cursor(screen_with({"one  "}), 0, 5)) == "  ");
}

TEST_CASE("scrolling is one line feed and the new row: each row is written once")
{
    Painter painter = showing(with_cursor(screen_with({"one", "two", "three", "four"}), 3, 4));

    const std::vector<std::string> pushed = {packed("one")};
    const auto bytes = painter.paint(with_cursor(screen_with({"two", "three", "four", "five"}), 3, 4), pushed);

    CHECK(bytes == "\r\nfive");
}

TEST_CASE("more rows than fit on the screen scroll through it in order")
{
    Painter painter = showing(with_cursor(screen_with({"1", "2", "3", "4"}), 3, 1));

    std::vector<std::string> pushed;
    for (int line = 1; line <= 10; ++line) pushed.push_back(packed(std::to_string(line)));
    const auto bytes = painter.paint(with_cursor(screen_with({"11", "12", "13", "14"}), 3, 2), pushed);

    CHECK(bytes == "\r\n5\r\n6\r\n7\r\n8\r\n9\r\n10\r\n11\r\n12\r\n13\r\n14");
}

TEST_CASE("without pushed rows the main screen is never scrolled")
{
    Painter painter = showing(with_cursor(screen_with({"one", "two", "three", "four"}), 3, 4));

    const auto bytes = painter.paint(with_cursor(screen_with({"two", "three", "four", "five"}), 3, 4));

    CHECK(bytes.find("four\n") == std::string::npos);
    CHECK(bytes.find('S') == std::string::npos);
    CHECK(count(bytes, "\n") < SIZE.rows); // from the top row, these only move the cursor
}

TEST_CASE("a soft wrap is produced by continuing to write, without moving the cursor")
{
    Painter painter = showing(with_cursor(screen_with({}), 0, 0));
    Screen screen = with_cursor(screen_with({}), 1, 3);
    set_row(screen, 0, wrapped_row_of("12345678901234567890", SIZE.columns));
    set_row(screen, 1, row_of("abc", SIZE.columns));

    CHECK(painter.paint(screen) == "12345678901234567890abc");
}

TEST_CASE("a row that wraps at the bottom scrolls by wrapping")
{
    Screen before = with_cursor(screen_with({"1", "2", "3"}), 3, 19);
    set_row(before, 3, row_of("1234567890123456789", SIZE.columns));
    Painter painter = showing(before);
    Screen after = with_cursor(screen_with({"2", "3", "", "abc"}), 3, 3);
    set_row(after, 2, wrapped_row_of("12345678901234567890", SIZE.columns));

    const std::vector<std::string> pushed = {packed("1")};
    CHECK(painter.paint(after, pushed) == "0abc");
}

TEST_CASE("a pending wrap is produced by writing the last glyph last")
{
    Screen screen = screen_with({"12345678901234567890"});
    Painter painter = showing(with_cursor(screen, 0, 0));
    screen.cursor = {.row = 0, .column = 19, .pending_wrap = true};

    CHECK(painter.paint(screen) == "\x1b[19C0");
}

TEST_CASE("after a glyph of uncertain width the cursor is positioned explicitly")
{
    Screen screen = with_cursor(screen_with({"a  b"}), 0, 4);
    Painter painter = showing(screen);
    Row row = row_of("a  b", SIZE.columns);
    row.cells[1] = Cell::code_point(U'\U0001f600', 0, true);
    row.cells[2] = Cell::tail(0);
    set_row(screen, 0, row);

    const auto bytes = painter.paint(screen);

    CHECK(bytes.ends_with("\U0001f600\x1b[1;5H"));
}

TEST_CASE("frames are enclosed in synchronised output, and closed")
{
    Capabilities capabilities = able();
    capabilities.synchronised_output = true;
    Painter painter = showing(screen_with({}), capabilities);

    CHECK(painter.paint(screen_with({"x"})).ends_with("\x1b[?2026l"));
    CHECK(painter.paint(screen_with({"x"})).empty());
}

TEST_CASE("the user's earlier screen contents are pushed up by line feeds, not erased")
{
    const std::string bytes = Painter(able()).begin(SIZE);

    CHECK(count(bytes, "\n") == SIZE.rows);
    CHECK(bytes.find("\n\x1b[?6l\x1b[H\x1b[J") != std::string::npos);
    CHECK(bytes.find("\x1b[2J") == std::string::npos);
    CHECK(bytes.find("\x1b[3J") == std::string::npos);
    CHECK(bytes.find("\x1b"
                     "c") == std::string::npos);
}

TEST_CASE("everything that was turned on is turned off at the end, and nothing else is touched")
{
    Painter painter(Capabilities::full());
    std::string bytes;
    Screen screen = screen_with({"x"});
    screen.active = Side::alternate;
    screen.modes.cursor_keys = screen.modes.keypad = screen.modes.reverse_screen = screen.modes.focus_reports = true;
    screen.modes.alternate_scroll = screen.modes.bracketed_paste = true;
    screen.modes.mouse_tracking = MouseTracking::drag;
    screen.modes.mouse_encoding = MouseEncoding::sgr;
    screen.modes.keyboard_flags = 5;
    screen.modes.modify_other_keys = 2;
    screen.cursor = {.visible = false, .shape = CursorShape::bar};
    screen.title = "title";
    screen.palette = {{1, Colour::rgb(1, 2, 3)}, {static_cast<int>(DynamicColour::background), Colour::rgb(0, 0, 0)}};
    bytes += painter.begin(SIZE);
    bytes += painter.paint(screen);
    const auto on = modes_left_on(bytes);
    const std::string end = painter.end();
    bytes += end;

    CHECK(on == std::set<std::string>{"1", "5", "7", "1002", "1004", "1006", "1007", "1049", "2004"});
    CHECK(modes_left_on(bytes) == std::set<std::string>{"25", "7"}); // a visible cursor and autowrap are the default
    for (const char* undone : {"\x1b>", "\x1b[<u", "\x1b[>4m", "\x1b[0 q", "\x1b[?25h", "\x1b]104;1\x1b\\",
                               "\x1b]111\x1b\\", "\x1b[23;0t", "\x1b[m"}) {
        INFO(std::string(undone).substr(1));
        CHECK(count(end, undone) == 1);
    }
    CHECK(count(bytes, "\x1b[22;0t") == 1);
    CHECK(end.find("\x1b"
                   "c") == std::string::npos);
}

TEST_CASE("the cursor gets its own shape back: the user's, if the terminal has reported it")
{
    const auto blinking_bar = [] {
        Screen screen = screen_with({"x"});
        screen.cursor.shape = CursorShape::bar;
        screen.cursor.blink = true;
        return screen;
    };
    Painter painter(Capabilities::full());
    (void)painter.begin(SIZE);
    painter.set_resting_cursor(2);

    CHECK(painter.paint(blinking_bar()).find("\x1b[5 q") != std::string::npos);
    CHECK(painter.paint(screen_with({"x"})).find("\x1b[2 q") != std::string::npos);
    (void)painter.paint(blinking_bar());
    CHECK(count(painter.end(), "\x1b[2 q") == 1);
    (void)painter.begin(SIZE);
    (void)painter.paint(blinking_bar());
    CHECK(count(painter.end(), "\x1b[2 q") == 1);
}

TEST_CASE("the cursor blinks while mode 12 is set, also in the user's own shape, and gets its own state back")
{
    Screen blinking = screen_with({"x"});
    blinking.cursor.blink = true;
    for (const int own : {0, 2, 3}) {
        INFO(own);
        Painter painter(Capabilities::full());
        (void)painter.begin(SIZE);
        painter.set_resting_cursor(own);
        const std::string back = own == 0 ? "\x1b[?12l" : "\x1b[?12l\x1b[" + std::to_string(own) + " q";

        CHECK(count(painter.paint(blinking), "\x1b[?12h") == 1);
        CHECK(count(painter.paint(blinking), "\x1b[?12h") == 0);
        CHECK(count(painter.paint(screen_with({"x"})), back) == 1);
        (void)painter.paint(blinking);
        CHECK(count(painter.end(), back) == 1);
        CHECK(count(painter.end(), "?12") == 0);
    }
}

TEST_CASE("colours are set and restored only while the screen is not reversed, because xterm swaps them when it is")
{
    Painter painter(Capabilities::full());
    std::string bytes = painter.begin(SIZE);
    Screen screen = screen_with({"x"});
    const int background = static_cast<int>(DynamicColour::background);
    for (const int step : {0, 1, 2, 3, 4, 5}) {
        screen.modes.reverse_screen = step % 4 != 0;
        if (step == 2) screen.palette.clear();
        else screen.palette[background] = Colour::rgb(static_cast<std::uint8_t>(step), 2, 3);
        bytes += painter.paint(screen);
    }
    bytes += painter.end();

    bool is_reversed = false;
    int changes = 0;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        const std::string_view rest = std::string_view(bytes).substr(at);
        if (rest.starts_with("\x1b[?5h")) is_reversed = true;
        if (rest.starts_with("\x1b[?5l")) is_reversed = false;
        if (!rest.starts_with("\x1b]11")) continue;
        ++changes;
        CHECK_FALSE(is_reversed);
    }
    CHECK(changes == 7);
    CHECK_FALSE(is_reversed);
}

TEST_CASE("modes that were never turned on are not turned off")
{
    Painter painter(able());
    (void)painter.begin(SIZE);
    (void)painter.paint(screen_with({"one", "two"}));

    CHECK(painter.end() == "\n\r\n");
}

TEST_CASE("at the end the cursor is on the line below the last used one")
{
    CHECK(showing(screen_with({"1", "2", "3", "4"})).end() == "\n\n\n\r\n");
    CHECK(showing(with_cursor(screen_with({}), 2, 5)).end() == "\x1b[H");
}

TEST_CASE("ending without beginning does nothing, and beginning twice works like once")
{
    Painter painter(able());
    CHECK(painter.end().empty());

    const auto first = painter.begin(SIZE);
    (void)painter.paint(screen_with({"x"}));
    (void)painter.end();
    CHECK(painter.end().empty());
    CHECK(painter.begin(SIZE) == first);
    CHECK(painter.paint(screen_with({"x"})).starts_with("x"));
}

TEST_CASE("modes whose reports the server makes are never set on the user's terminal")
{
    Painter painter = showing(screen_with({}));
    Screen screen = screen_with({});
    screen.modes.theme_reports = screen.modes.size_reports = screen.modes.synchronised = true;
    screen.modes.origin = screen.modes.insert = screen.modes.newline = screen.modes.left_right_margins = true;
    screen.modes.autowrap = false;

    CHECK(painter.paint(screen).empty());
}

TEST_CASE("mouse reports in pixels are requested from the terminal in cells")
{
    Painter painter = showing(screen_with({}));
    Screen screen = screen_with({});
    screen.modes.mouse_tracking = MouseTracking::motion;
    screen.modes.mouse_encoding = MouseEncoding::sgr_pixels;

    CHECK(painter.paint(screen) == "\x1b[?1006h\x1b[?1003h");
}

TEST_CASE("keyboard flags are pushed once, then changed in place, on each screen of the terminal")
{
    Painter painter = showing(screen_with({}));
    Screen screen = screen_with({});
    screen.modes.keyboard_flags = 1;
    CHECK(painter.paint(screen) == "\x1b[>1u");
    screen.modes.keyboard_flags = 3;
    CHECK(painter.paint(screen) == "\x1b[=3;1u");

    screen.active = Side::alternate;
    const auto there = painter.paint(screen);
    REQUIRE(there.find("\x1b[>3u") != std::string::npos);
    CHECK(there.find("\x1b[?1049h") < there.find("\x1b[>3u"));
    screen.active = Side::primary;
    screen.modes.keyboard_flags = 3;
    const auto back = painter.paint(screen);
    CHECK(back.find("\x1b[<u\x1b[?1049l") != std::string::npos);
    CHECK(painter.end().find("\x1b[<u") != std::string::npos);
}

TEST_CASE("the alternate screen is entered and left exactly when the program does, and the main one is empty meanwhile")
{
    Screen screen = with_cursor(screen_with({"shell"}), 0, 5);
    Painter painter = showing(screen);

    screen.active = Side::alternate;
    const auto there = painter.paint(screen);
    CHECK(count(there, "\x1b[?1049h") == 1);
    CHECK(there.find("\x1b[2H\x1b[J\x1b[H\x1b[K\x1b[?1049h") != std::string::npos);
    CHECK(painter.is_main_empty());
    CHECK(painter.paint(screen).empty());
    screen.active = Side::primary;
    const auto back = painter.paint(screen);
    CHECK(count(back, "\x1b[?1049l") == 1);
    CHECK(back.find("shell") != std::string::npos);
    CHECK_FALSE(painter.is_main_empty());
}

TEST_CASE("a terminal that takes lines back only on command gets the command before its rows are written")
{
    Capabilities able = Capabilities::full();
    able.unscroll = true;
    const Screen screen = screen_with({"one", "two"});
    for (const bool is_able : {true, false}) {
        Painter painter(is_able ? able : Capabilities::full());
        (void)painter.begin(screen.size);
        (void)painter.paint(screen);
        painter.invalidate();
        painter.take_back(3);

        const auto bytes = painter.paint(screen);

        CHECK((bytes.find("\x1b[3+T") < bytes.find("one")) == is_able);
    }
}

TEST_CASE("after a resize every row is written in place, and nothing is pushed")
{
    Painter painter = showing(screen_with({"one", "two"}));
    painter.resized({.rows = 3, .columns = 10});

    const auto bytes = painter.paint(screen_with({"one", "two"}, {.rows = 3, .columns = 10}));

    CHECK(bytes.find("one") != std::string::npos);
    CHECK(bytes.find("two") != std::string::npos);
    CHECK(count(bytes, "\x1b[K") == 3);
}

TEST_CASE("terminals of size zero are harmless")
{
    for (const Size size :
         {Size{.rows = 0, .columns = 0}, Size{.rows = 0, .columns = 80}, Size{.rows = 24, .columns = 0}}) {
        Painter painter(Capabilities::full());
        (void)painter.begin(size);
        CHECK(painter.paint(screen_with({"x"})).empty());
        (void)painter.end();
    }
    Painter painter(Capabilities::full());
    (void)painter.begin({.rows = 1, .columns = 1});
    CHECK_FALSE(painter.paint(screen_with({"x"})).empty());
    (void)painter.end();
}

TEST_CASE("a pushed row that does not fit is laid out again, without loss")
{
    const std::vector<std::string> pushed = {pack(row_of("1234567890123456789012345", 25))};

    std::vector<RowRef> rows;
    unpack_pushed(pushed, SIZE.columns, std::make_shared<Dictionary>(),
                  [&](RowRef row) { rows.push_back(std::move(row)); });

    REQUIRE(rows.size() == 2);
    CHECK(rows[0]->text() == "12345678901234567890");
    CHECK(rows[0]->wrapped);
    CHECK(rows[1]->text() == "12345");
}

TEST_CASE("pushed rows that fit are unpacked one at a time")
{
    const std::vector<std::string> pushed(100, pack(row_of("12345", SIZE.columns)));
    std::weak_ptr<const Row> last;
    int rows = 0;
    int still_there = 0;

    unpack_pushed(pushed, SIZE.columns, std::make_shared<Dictionary>(), [&](RowRef row) {
        if (!last.expired()) ++still_there;
        last = row;
        ++rows;
    });

    CHECK(rows == 100);
    CHECK(still_there == 0);
}

TEST_CASE("pushed bytes that are not rows do no harm")
{
    const std::vector<std::string> pushed = {"", "\xff", "\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff", "\x01"};
    Painter painter = showing(screen_with({"1", "2", "3", "4"}));

    (void)painter.paint(screen_with({"1", "2", "3", "5"}), pushed);

    CHECK(painter.paint(screen_with({"1", "2", "3", "5"}), {}).find("6") == std::string::npos);
}

TEST_CASE("a notice goes into the history before the pushed rows")
{
    Painter painter = showing(with_cursor(screen_with({"1", "2", "3", "4"}), 3, 1));

    const std::vector<std::string> pushed = {packed("later")};
    const auto bytes = painter.paint(with_cursor(screen_with({"five", "six", "seven", "eight"}), 3, 1), pushed,
                                     skipped_notice(1'234'567));

    CHECK(skipped_notice(1) == "1 line skipped");
    REQUIRE(bytes.find("1,234,567 lines s") != std::string::npos);
    CHECK(bytes.find("1,234,567 lines s") < bytes.find("later"));
    CHECK(bytes.find("later") < bytes.find("five"));
}

TEST_CASE("a banner covers the last row until it is removed, and never goes into the history")
{
    const Screen screen = with_cursor(screen_with({"1", "2", "3", "4"}), 0, 0);
    Painter painter = showing(screen);

    painter.set_banner({"reconnecting"});
    CHECK(painter.paint(screen).find("reconnecting") != std::string::npos);
    const std::vector<std::string> pushed = {packed("1")};
    const auto scrolled = painter.paint(with_cursor(screen_with({"2", "3", "4", "5"}), 0, 0), pushed);
    CHECK(scrolled.find("4") < scrolled.find("reconnecting"));
    painter.set_banner({});
    CHECK(painter.paint(with_cursor(screen_with({"2", "3", "4", "5"}), 0, 0)).find('5') != std::string::npos);
}

TEST_CASE("a notice is never in the cursor's row, and what it covered is shown again")
{
    const Screen screen = screen_with({"one", "two", "three", "four"});
    Painter painter = showing(with_cursor(screen, 2, 5));

    painter.set_notice("hello");
    const auto in_last = painter.paint(with_cursor(screen, 2, 5));
    const auto in_first = painter.paint(with_cursor(screen, 3, 4));
    const auto back = painter.paint(with_cursor(screen, 0, 3));

    CHECK(in_last.find("hello") != std::string::npos);
    CHECK(in_last.find("one") == std::string::npos);
    REQUIRE(in_first.find("four") != std::string::npos); // rows are written from the top
    CHECK(in_first.find("hello") < in_first.find("four"));
    REQUIRE(back.find("hello") != std::string::npos);
    CHECK(back.find("one") < back.find("hello"));
    CHECK(painter.paint(with_cursor(screen, 1, 0)).find("hello") == std::string::npos); // it is already there
    painter.set_notice("");
    const auto gone = painter.paint(with_cursor(screen, 1, 0));
    CHECK(gone.find("four") != std::string::npos);
    CHECK(gone.find("hello") == std::string::npos);
}

TEST_CASE("a notice does not cover an invisible cursor either")
{
    Screen screen = with_cursor(screen_with({"one", "two", "three", "four"}), 3, 4);
    screen.cursor.visible = false;
    Painter painter = showing(screen);

    painter.set_notice("hello");
    CHECK(painter.paint(screen).find("hello") != std::string::npos);
    painter.set_notice("");
    const auto gone = painter.paint(screen);

    CHECK(gone.find("one") != std::string::npos);
    CHECK(gone.find("four") == std::string::npos);
}

TEST_CASE("rows that scroll away below a notice in the first row go into the history, and the notice does not")
{
    const Screen screen = with_cursor(screen_with({"one", "two", "three", "four"}), 3, 4);
    Painter painter = showing(screen);
    painter.set_notice("hello");
    (void)painter.paint(screen);

    const std::vector<std::string> pushed = {packed("one")};
    const auto bytes = painter.paint(with_cursor(screen_with({"two", "three", "four", "five"}), 3, 4), pushed);

    REQUIRE(bytes.find("one") != std::string::npos);
    CHECK(bytes.find("one") < bytes.find('\n'));
    CHECK(bytes.find('\n') < bytes.find("five"));
}

TEST_CASE("a notice and a banner replace each other, and only a banner covers the cursor")
{
    const Screen screen = with_cursor(screen_with({"one", "two", "three", "four"}), 3, 4);
    Painter painter = showing(screen);

    painter.set_banner({"asked for"});
    CHECK(painter.paint(screen).find("asked for") != std::string::npos);
    painter.set_notice("hello");
    const auto noticed = painter.paint(screen);
    CHECK(noticed.find("hello") < noticed.find("four"));
    painter.set_banner({"asked for"});
    const auto asked = painter.paint(screen);
    CHECK(asked.find("one") < asked.find("asked for"));
    painter.set_banner({});
    CHECK_FALSE(painter.has_text());
    CHECK(painter.paint(screen).find("four") != std::string::npos);
}

TEST_CASE("a terminal of one row shows a banner, but no notice")
{
    const Screen screen = screen_with({"one"}, {.rows = 1, .columns = 20});
    Painter painter = showing(screen);

    painter.set_notice("hello");
    CHECK(painter.paint(screen).empty());
    painter.set_banner({"asked for"});
    CHECK(painter.paint(screen).find("asked for") != std::string::npos);
}

TEST_CASE("a glyph that some terminals may not draw replaces a blank")
{
    Painter painter = showing(screen_with({"abcQdef"}));
    Screen screen = screen_with({"abc def"});
    Row row = row_of("abc def", SIZE.columns);
    row.cells[3] = Cell::code_point(0xad, 0);
    set_row(screen, 0, row);

    const auto bytes = painter.paint(screen);

    CHECK(bytes.find("c \b\u00ad\x1b[1;5Hd") != std::string::npos);
}

TEST_CASE("a run of uncertain glyphs is written whole, then the cursor is set")
{
    Painter painter = showing(screen_with({}));
    Screen screen = screen_with({});
    Row row = row_of("  flag", SIZE.columns);
    row.cells[0] = Cell::code_point(0x1f1e9, 0);
    row.cells[1] = Cell::code_point(0x1f1ea, 0);
    set_row(screen, 0, row);

    const auto bytes = painter.paint(screen);

    CHECK(bytes.find("\U0001f1e9\U0001f1ea\x1b[1;3Hflag") != std::string::npos);
}

TEST_CASE("a stretch is written without cursor moves, onto blanks that include everything it may reach")
{
    Capabilities capabilities = able();
    capabilities.grapheme_clusters = false;
    Screen screen = screen_with({});
    Painter painter = showing(screen, capabilities);
    set_row(screen, 0, row_of_glyphs("\u26a0\ufe0ftext more  and", SIZE.columns));
    screen = with_cursor(screen, 1, 0);

    const auto bytes = painter.paint(screen);

    CHECK(bytes.find(std::string(11, ' ') + "\r\u26a0\ufe0ftext more\x1b[1;12H and") != std::string::npos);
}

TEST_CASE("a glyph that cannot start a stretch loses the presentation that would hide the next letter")
{
    Capabilities capabilities = able();
    capabilities.grapheme_clusters = false;
    Screen screen = screen_with({});
    Painter painter = showing(screen, capabilities);
    set_row(screen, 0, row_of_glyphs("\u26a0\ufe0ftext\u2502", SIZE.columns));

    const auto bytes = painter.paint(screen);

    CHECK(bytes.find("\u26a0\x1b[1;2Htext\u2502") != std::string::npos);
}

TEST_CASE("a terminal that knows clusters shows a stretch in the session's columns")
{
    Screen screen = screen_with({});
    Painter painter = showing(screen);
    set_row(screen, 0, row_of_glyphs("\u26a0\ufe0ftext", SIZE.columns));

    CHECK(painter.paint(screen).find("\u26a0\ufe0f\x1b[1;2Htext") != std::string::npos);
}

TEST_CASE("the cursor is where the terminal shows the stretch, and costs nothing while it is there")
{
    Capabilities capabilities = able();
    capabilities.grapheme_clusters = false;
    Screen screen = screen_with({});
    Painter painter = showing(screen, capabilities);
    const Row row = row_of_glyphs("\u26a0\ufe0ftext", SIZE.columns);
    set_row(screen, 0, row);
    (void)painter.paint(with_cursor(screen, 0, 5));

    CHECK(painter.paint(with_cursor(screen, 0, 5)).empty());
    CHECK(painter.paint(with_cursor(screen, 0, 2)) == "\x1b[3D");
    CHECK(painter.paint(with_cursor(screen, 0, 6)) == "\x1b[4C");
    CHECK(painter.paint(with_cursor(screen, 0, 7)) == "\x1b[1;8H");
    CHECK(painter.paint(with_cursor(screen, 0, 0)) == "\r");
    CHECK(painter.paint(with_cursor(screen, 0, 5)).ends_with("\u26a0\ufe0ftext"));
}

TEST_CASE("cells that a stretch may reach are never rewritten to move the cursor")
{
    Capabilities capabilities = able();
    capabilities.grapheme_clusters = false;
    Screen screen = screen_with({});
    Row row = row_of_glyphs("\U0001f1e9\U0001f1ea\U0001f1e9\U0001f1ea1\ufe0f\u20e3   ", SIZE.columns);
    set_row(screen, 0, row);
    Painter painter = showing(with_cursor(screen, 0, 5), capabilities);
    row.cells[8] = Cell::code_point('z', 0);
    set_row(screen, 0, row);

    CHECK(painter.paint(with_cursor(screen, 0, 9)) == "\x1b[3Cz");
}

TEST_CASE("no text of the session is ever a command to the terminal")
{
    Painter painter = showing(screen_with({}));
    Screen screen = screen_with({});
    Row row = row_of("ab", SIZE.columns);
    row.cells[0] = Cell::code_point(0x1b, 0);
    row.cells[1] = Cell::code_point(0x9b, 0);
    row.cells[2] = Cell::cluster(row.dictionary->cluster_id("c\x07\x1b]"), 0, false);
    row.cells[3] = Cell::code_point(
        U'l',
        row.dictionary->style_id({.link = row.dictionary->link_id({.id = "a;b:c", .uri = "http://x/\x1b\\\x07"})}));
    set_row(screen, 0, row);
    screen.title = "title\x07\x1b]52;c;\xc2\x9c";
    screen.icon = "\x9c";

    const auto bytes = painter.paint(screen);

    CHECK(bytes.find('\x07') == std::string::npos);
    CHECK(bytes.find("\xc2\x9c") == std::string::npos);
    CHECK(bytes.find("\x1b]52") == std::string::npos);
    CHECK(bytes.find("\x1b]2;title]52;c;\x1b\\") != std::string::npos);
    CHECK(bytes.find("\x1b]8;id=a_b_c;http://x/\\\x1b\\") != std::string::npos);
}

TEST_CASE("a title reaches the terminal without characters that reorder or hide text")
{
    Painter painter = showing(screen_with({}));
    Screen screen = screen_with({});
    screen.title = "a\u202eb\u200bc\u2028 \u00e9";
    screen.icon = "\u2066i";

    const auto bytes = painter.paint(screen);

    CHECK(bytes.find("\x1b]2;abc \u00e9\x1b\\") != std::string::npos);
    CHECK(bytes.find("\x1b]1;i\x1b\\") != std::string::npos);
}

TEST_CASE("halves of double-width glyphs without the other half are spaces")
{
    Painter painter = showing(screen_with({}));
    Screen screen = with_cursor(screen_with({}), 0, 3);
    Row row = row_of("abc", SIZE.columns);
    row.cells[0] = Cell::tail(0);
    row.cells[1] = Cell::code_point(U'\u4e16', 0, true);
    set_row(screen, 0, row);

    CHECK(painter.paint(screen) == "  c");
}
