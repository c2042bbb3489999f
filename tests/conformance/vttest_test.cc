// Compares what vttest (Lillqvist's and Dickey's test of terminals) shows in a session with what it says should be
// shown. Screens of 132 columns are left out: the clients of a session determine its size.

#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <initializer_list>

using namespace cleat;
using namespace cleat::test;

namespace {

constexpr int ROWS = 24;
constexpr int COLUMNS = 80;
const std::string PUSH = "Push <RETURN>";

/// An expected screen: text at positions counted from 1, as in vttest.
class Picture {
 public:
    explicit Picture(char background = ' ') : rows_(ROWS, std::string(COLUMNS, background)) {}

    Picture& put(int row, int column, std::string_view text)
    {
        rows_[static_cast<std::size_t>(row - 1)].replace(static_cast<std::size_t>(column - 1), text.size(), text);
        return *this;
    }
    /// Consecutive lines, from this row on.
    Picture& lines(int row, std::initializer_list<std::string_view> lines)
    {
        for (const auto line : lines) put(row++, 1, line);
        return *this;
    }
    Picture& fill(int top, int left, int bottom, int right, char with)
    {
        for (int row = top; row <= bottom; ++row)
            put(row, left, std::string(static_cast<std::size_t>(right - left + 1), with));
        return *this;
    }
    /// The outline of a rectangle.
    Picture& box(int top, int left, int bottom, int right, char with)
    {
        fill(top, left, top, right, with).fill(bottom, left, bottom, right, with);
        return fill(top, left, bottom, left, with).fill(top, right, bottom, right, with);
    }

    /// The screen as `cleat snapshot` prints it.
    [[nodiscard]] std::string text() const
    {
        std::string out;
        for (const auto& row : rows_) out += row.substr(0, row.find_last_not_of(' ') + 1) + '\n';
        return out;
    }

 private:
    std::vector<std::string> rows_;
};

/// Adds what most screens have below their picture: a ruler and the text of vttest.
Picture below(Picture picture, std::initializer_list<std::string_view> said, int row = 21)
{
    std::string ruler;
    for (int ten = 1; ten <= COLUMNS / 10; ++ten) ruler += "----+----" + std::to_string(ten);
    picture.put(row, 1, ruler);
    return picture.lines(row + 1, said);
}

std::string repeated(std::string_view what, int times)
{
    std::string out;
    for (int i = 0; i < times; ++i) out += what;
    return out;
}

/// vttest in a session.
class Vttest {
 public:
    /// Starts vttest and chooses a test by its numbers in the menus. The numbers name the session, so a server can have
    /// each test once.
    Vttest(const Server& server, std::initializer_list<const char*> choices) : server_(server), session_("vttest")
    {
        for (const char* choice : choices) session_ += std::string("-") + choice;
        server_.ok({"new", "-d", "-n", session_, "-s", "80x24", "--", "vttest", "24x80.80"});
        server_.ok({"wait", session_, "--text", "Enter choice number", "--timeout", "30s"});
        for (const char* choice : choices) server_.ask(session_, choice, "Enter choice number|" + PUSH);
    }

    /// Goes to the next screen.
    void next()
    {
        server_.ask(session_, "", "Enter choice number|" + PUSH);
        seen_.clear();
    }

    /// Continues until the last menu is shown again, and chooses an item of it.
    void choose(const char* choice)
    {
        while (look().find("Enter choice number") == std::string::npos) next();
        server_.ask(session_, choice, "Enter choice number|" + PUSH);
        seen_.clear();
    }

    /// Waits until the screen is equal to the picture, up to a deadline, and checks it.
    void shows(const Picture& picture)
    {
        const auto expected = picture.text();
        const bool same = eventually([&] { return look() == expected; });
        INFO("expected:\n", expected, "\nshown:\n", seen_);
        CHECK(same);
    }
    /// The same for one line; the first is 1.
    void shows_line(int row, const std::string& expected)
    {
        const bool same = line(row) == expected || eventually([&] { return look(), line(row) == expected; });
        INFO("line ", row, "\nexpected: ", expected, "\nshown:    ", line(row));
        CHECK(same);
    }

    /// A line of the screen as last read.
    [[nodiscard]] std::string line(int row) const
    {
        std::size_t begin = 0;
        for (; row > 1; --row) begin = seen_.find('\n', begin) + 1;
        return seen_.substr(begin, seen_.find('\n', begin) - begin);
    }

    [[nodiscard]] Screen model() const { return server_.model(session_); }

 private:
    const std::string& look() { return seen_ = server_.screen(session_); }

    const Server& server_;
    std::string session_;
    std::string seen_;
};

const Style& style_at(const Screen& screen, int row, int column)
{
    const auto& cells = *screen.rows()[static_cast<std::size_t>(row - 1)];
    return cells.style(cells.cells[static_cast<std::size_t>(column - 1)]);
}

} // namespace

TEST_CASE("vttest 1: cursor movements")
{
    const Server server;
    Vttest vttest(server, {"1"});
    const auto border = Picture()
                            .box(1, 1, 24, 80, '*')
                            .box(2, 2, 23, 79, '+')
                            .box(9, 11, 16, 70, 'E')
                            .put(11, 13, "The screen should be cleared,  and have an unbroken bor-")
                            .put(12, 13, "der of *'s and +'s around the edge,   and exactly in the")
                            .put(13, 13, "middle  there should be a frame of E's around this  text")
                            .put(14, 13, "with  one (1) free position around it.    " + PUSH);
    vttest.shows(border);

    vttest.next(); // the same test for 132 columns
    vttest.shows(border);

    vttest.next();
    Picture letters;
    letters.lines(1, {"Test of autowrap, mixing control and print characters.",
                      "The left/right margins should have letters in order:"});
    for (char letter = 'I'; letter <= 'Z'; ++letter) {
        letters.put(3 + letter - 'I', 1, std::string(1, letter));
        letters.put(3 + letter - 'I', 80, std::string(1, static_cast<char>(letter - 'A' + 'a')));
    }
    vttest.shows(letters.put(22, 1, PUSH));

    vttest.next(); // again
    vttest.shows(letters);

    vttest.next();
    const auto alphabet = "A B C D E F G H I";
    vttest.shows(Picture().lines(1, {"Test of cursor-control characters inside ESC sequences.",
                                     "Below should be four identical lines:", "", alphabet, alphabet, alphabet,
                                     alphabet, "", PUSH}));

    vttest.next();
    vttest.shows(Picture()
                     .lines(1, {"Test of leading zeros in ESC sequences.",
                                "Two lines below you should see the sentence \"This is a correct sentence\".", "",
                                "This is a correct sentence"})
                     .put(20, 1, PUSH));
}

TEST_CASE("vttest 2: wrapping, tabs, and columns with another background")
{
    const Server server;
    Vttest vttest(server, {"2"});
    vttest.shows(Picture()
                     .fill(1, 1, 3, 80, '*')
                     .lines(5, {"This should be three identical lines of *'s completely filling",
                                "the top of the screen without any empty lines between.",
                                "(Test of WRAP AROUND mode setting.)", PUSH}));

    vttest.next();
    const auto tabs = repeated("      *", 1) + repeated("     *", 12);
    vttest.shows(Picture().lines(
        1, {tabs, tabs, "", "Test of TAB setting/resetting. These two lines", "should look the same. " + PUSH}));

    for (const auto* background : {"light", "light", "dark", "dark"}) {
        vttest.next();
        Picture staircase;
        staircase.put(1, 1, repeated("1234567890", 7) + "123456789");
        const auto said = "This is 80 column mode, " + std::string(background) + " background.";
        for (int row = 3; row <= 20; ++row) staircase.put(row, row, row < 20 ? said : said + PUSH);
        vttest.shows(staircase);
        CHECK(vttest.model().modes.reverse_screen == (std::string(background) == "light"));
    }
}

TEST_CASE("vttest 2: scrolling in regions, origin mode, renditions, and the saved cursor")
{
    const Server server;
    Vttest vttest(server, {"2"});
    for (int screen = 0; screen < 6; ++screen) vttest.next();
    for (const auto* way : {"Soft", "Jump"}) {
        CAPTURE(way);
        const auto line = [way](int number, const char* region, int size) {
            return std::string(way) + " scroll down region " + region + " size " + std::to_string(size) + " Line " +
                   std::to_string(number);
        };
        vttest.shows(Picture().put(12, 1, PUSH).put(13, 1, line(29, "[12..13]", 2)));
        vttest.next();
        Picture whole;
        whole.put(1, 1, PUSH);
        for (int row = 2; row <= ROWS; ++row) whole.put(row, 1, line(31 - row, "[1..24]", 24));
        vttest.shows(whole);
        vttest.next();
    }

    const auto* bottom = "Origin mode test. This line should be at the bottom of the screen.";
    vttest.shows(
        Picture().put(23, 1, "This line should be the one above the bottom of the screen. " + PUSH).put(24, 1, bottom));
    vttest.next();
    vttest.shows(Picture().put(1, 1, "This line should be at the top of the screen. " + PUSH).put(24, 1, bottom));

    for (const auto* background : {"Dark", "Light"}) {
        vttest.next();
        vttest.shows_line(23, std::string(background) + " background. " + PUSH);
        const auto screen = vttest.model();
        CHECK(screen.modes.reverse_screen == (std::string(background) == "Light"));
        // Rows from "vanilla" to "underline blink negative", with the bold versions to their right.
        for (int look = 0; look < 8; ++look) {
            const int row = 4 + 2 * look;
            const bool underlined = look % 2 == 1;
            for (const bool bold : {false, true}) {
                CAPTURE(row);
                const auto& style = style_at(screen, row, (bold ? 40 : 1) + (underlined ? 5 : 0));
                CHECK(style.has(Attribute::bold) == bold);
                CHECK((style.underline == Underline::single) == underlined);
                CHECK(style.has(Attribute::blink) == (look / 2 % 2 == 1));
                CHECK(style.has(Attribute::reverse) == (look >= 4));
            }
        }
    }

    vttest.next();
    vttest.shows_line(23, "of 5 x 4 A's filling the top left of the screen.");
    for (int row = 1; row <= 4; ++row) vttest.shows_line(row, "AAAAA");
    vttest.shows_line(10, "stars:     " + repeated("**********  ", 4) + "**********");
    vttest.shows_line(12, "line:      " + repeated(repeated("\u2500", 10) + "  ", 4) + repeated("\u2500", 10));
    vttest.shows_line(14, "x'es:      " + repeated("xxxxxxxxxx  ", 4) + "xxxxxxxxxx");
    vttest.shows_line(16, "diamonds:  " + repeated(repeated("\u25c6", 10) + "  ", 4) + repeated("\u25c6", 10));
    const auto screen = vttest.model();
    for (const int row : {10, 12, 14, 16}) {
        CHECK(style_at(screen, row, 12) == Style{});
        CHECK(style_at(screen, row, 24).has(Attribute::bold));
        CHECK(style_at(screen, row, 36).underline == Underline::single);
        CHECK(style_at(screen, row, 48).has(Attribute::blink));
        CHECK(style_at(screen, row, 60).has(Attribute::reverse));
    }
}

TEST_CASE("vttest 3: character sets of a VT100")
{
    const Server server;
    Vttest vttest(server, {"3", "8"});
    const auto twice = [](const std::string& text) { return "         " + text + "      " + text; };
    const auto* marks = " !\"#$%&'()*+,-./0123456789:;<=>?";
    const auto* capitals = "@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_";
    const auto* small = "`abcdefghijklmnopqrstuvwxyz{|}~";

    vttest.shows_line(4, twice(marks));
    vttest.shows_line(5, twice(capitals));
    vttest.shows_line(6, "         " + std::string(small) + "       " + small);
    vttest.shows_line(8, twice(" !\"\u00a3$%&'()*+,-./0123456789:;<=>?"));
    vttest.shows_line(14,
                      "         \u25c6\u2592\u2409\u240c\u240d\u240a\u00b0\u00b1\u2424\u240b\u2518\u2510\u250c\u2514"
                      "\u253c\u23ba\u23bb\u2500\u23bc\u23bd\u251c\u2524\u2534\u252c\u2502\u2264\u2265\u03c0\u2260"
                      "\u00a3\u00b7       \u25c6\u2592\u2409\u240c\u240d\u240a\u00b0\u00b1\u2424\u240b\u2518\u2510"
                      "\u250c\u2514\u253c\u23ba\u23bb\u2500\u23bc\u23bd\u251c\u2524\u2534\u252c\u2502\u2264\u2265"
                      "\u03c0\u2260\u00a3\u00b7");
}

TEST_CASE("vttest 4: lines of double size")
{
    const Server server;
    Vttest vttest(server, {"4"});
    vttest.shows_line(7, "  This is a normal-sized line");
    vttest.shows_line(21, "This is not a double-width line");
    const auto sizes = [&vttest](std::initializer_list<int> rows) {
        const auto screen = vttest.model();
        std::vector<LineSize> out;
        for (const int row : rows) out.push_back(screen.rows()[static_cast<std::size_t>(row - 1)]->line_size);
        return out;
    };
    using enum LineSize;
    CHECK(sizes({5, 7, 9, 11, 12, 14, 15, 17, 21}) == std::vector{normal, normal, double_width, double_top,
                                                                  double_bottom, double_top, double_bottom, normal,
                                                                  normal});

    vttest.next();
    vttest.shows_line(21, "This **is** a double-width line");
    CHECK(sizes({21}) == std::vector{double_width});

    vttest.next();
    vttest.next();
    vttest.next();
    vttest.shows_line(22, "Another test pattern...  a frame with blinking bold text,");
    const auto frame = [&](int row, const std::string& left, const std::string& middle, const std::string& right) {
        for (const int half : {row, row + 1}) vttest.shows_line(half, left + middle + right);
    };
    frame(8, "\u250c", repeated("\u2500", 38), "\u2510");
    frame(10, "\u2502", std::string(38, ' '), "\u2502");
    frame(12, "\u2502", " * The mad programmer strikes again * ", "\u2502");
    frame(14, "\u2502", std::string(38, ' '), "\u2502");
    frame(16, "\u2514", repeated("\u2500", 38), "\u2518");
    CHECK(sizes({8, 9, 16, 17}) == std::vector{double_top, double_bottom, double_top, double_bottom});
    const auto screen = vttest.model();
    CHECK(style_at(screen, 12, 3).has(Attribute::bold));
    CHECK(style_at(screen, 12, 3).has(Attribute::blink));

    vttest.next();
    vttest.shows_line(1, "Exactly half of the box should remain. " + PUSH);
    // The box had ten rows and was moved down by twelve.
    for (int row = 2; row <= 19; ++row) vttest.shows_line(row, "");
    for (const int half : {20, 21}) vttest.shows_line(half, "\u250c" + repeated("\u2500", 38) + "\u2510");
    vttest.shows_line(24, "\u2502 * The mad programmer strikes again * \u2502");
    CHECK(sizes({20, 21, 22, 23, 24}) == std::vector{double_top, double_bottom, double_top, double_bottom, double_top});
}

TEST_CASE("vttest 8: insertion and deletion as on a VT102")
{
    const Server server;
    Vttest vttest(server, {"8"});
    Picture letters;
    for (int row = 1; row <= ROWS; ++row) letters.fill(row, 1, row, 80, static_cast<char>('A' - 1 + row));
    vttest.shows(Picture(letters).put(4, 1, "Screen accordion test (Insert & Delete Line). " + PUSH));

    vttest.next();
    vttest.shows(Picture()
                     .fill(1, 1, 1, 80, 'A')
                     .put(2, 1, "Top line: A's, bottom line: X's, this line, nothing more. " + PUSH)
                     .fill(24, 1, 24, 80, 'X'));

    vttest.next();
    vttest.shows(Picture()
                     .fill(1, 2, 1, 79, '*')
                     .put(1, 1, "A")
                     .put(1, 80, "B")
                     .put(4, 1, "Test of 'Insert Mode'. The top line should be 'A*** ... ***B'. " + PUSH));

    vttest.next();
    vttest.shows(
        Picture().put(1, 1, "AB").put(4, 1, "Test of 'Delete Character'. The top line should be 'AB'. " + PUSH));

    for (const int width : {80, 40}) {
        vttest.next();
        Picture staggered;
        for (int row = 1; row <= ROWS; ++row)
            staggered.fill(row, 1, row, width - row, static_cast<char>('A' - 1 + row));
        vttest.shows(staggered.put(4, 1, "The right column should be staggered ").put(5, 1, "by one.  " + PUSH));
    }

    vttest.next();
    vttest.shows_line(6, "  A B C D E F G H I J K L M N O P Q R S T U V W X Y Z");
}

TEST_CASE("vttest 9: the last column with cursor addressing")
{
    const Server server;
    Vttest vttest(server, {"9", "7"});
    vttest.shows_line(1, std::string(79, '+') + '*');
    vttest.shows_line(24, PUSH + std::string(66, ' ') + '*');
    for (int row = 2; row <= ROWS; ++row) CHECK(vttest.line(row).ends_with('*'));
    for (int row = 2; row <= ROWS; ++row) CHECK_FALSE(vttest.line(row).starts_with('*'));
}

TEST_CASE("vttest 11.1: erasing characters, and protecting them, as on a VT220")
{
    const Server server;
    Vttest vttest(server, {"11", "1", "2"});
    vttest.choose("3");
    vttest.shows_line(21, "ECH test: there should be E's with a gap before diagonal of **'s");
    for (int row = 1; row <= 19; ++row)
        vttest.shows_line(row, std::string(static_cast<std::size_t>(77 - row), 'E') + " **");
    vttest.choose("4");
    for (const auto* how : {"(DECSCA, DECSED, DECSEL)", "(DECSCA, ignoring EL/ED)", "(DECSCA, ignoring ECH/ICH/DCH)"}) {
        vttest.shows_line(21, "If your terminal supports DEC protected areas " + std::string(how) + ',');
        for (int row = 5; row <= 17; ++row) vttest.shows_line(row, std::string(20, ' ') + std::string(41, '*'));
        vttest.shows_line(4, "");
        vttest.shows_line(18, "");
        vttest.next();
    }
}

TEST_CASE("vttest 11.5: movement by ISO 6429")
{
    const Server server;
    Vttest vttest(server, {"11", "5"});
    const auto outline = [&vttest](const char* choice, const std::string& title, int left) {
        vttest.choose(choice);
        vttest.shows(below(Picture().box(6, left, 18, 59, '*'),
                           {title, "There should be a box-outline made of *'s in the middle of the screen.", PUSH},
                           20));
    };
    outline("1", "Test Character-Position-Absolute (HPA)", 20);
    outline("3", "Test Cursor-Character-Absolute (CHA)", 20);
    outline("5", "Test Horizontal-Position-Relative (HPR)", 20);
    outline("6", "Test Line-Position-Absolute (VPA)", 19);
    outline("9", "Test Vertical-Position-Relative (VPR)", 20);
}

TEST_CASE("vttest 11.5: tabs and lines by ISO 6429")
{
    const Server server;
    Vttest vttest(server, {"11", "5"});
    {
        vttest.choose("2");
        Picture stops;
        for (int row = 1; row <= 20; ++row)
            for (int stop = 1; stop <= 10; ++stop) stops.put(row, 8 * stop - 7, std::to_string(stop));
        vttest.shows(below(stops, {"Test Cursor-Back-Tab (CBT)",
                                   "The tab-stops should be numbered consecutively starting at 1 in screen.", PUSH}));
    }
    {
        vttest.choose("4");
        vttest.shows_line(21, "Test Cursor-Horizontal-Index (CHT)");
        // "The lines with *'s above should look the same (they wrap once)": every eighth column, the last, and again.
        const auto first = repeated("        *", 1) + repeated("       *", 8) + "      *";
        const auto second = "*" + repeated("       *", 9);
        for (const int row : {2, 8}) vttest.shows_line(row, first);
        for (const int row : {3, 9}) vttest.shows_line(row, second);
    }
    for (const bool down : {true, false}) {
        vttest.choose(down ? "7" : "8");
        vttest.shows_line(21, down ? "Test Next-Line (CNL)" : "Test Previous-Line (CPL)");
        vttest.shows_line(22, "The lines above this should be numbered in sequence, from 1.");
        for (int row = 1; row <= (down ? 19 : 20); ++row) vttest.shows_line(row, std::to_string(row) + '.');
    }
}

TEST_CASE("vttest 11.7: repeating and scrolling by ISO 6429")
{
    const Server server;
    Vttest vttest(server, {"11", "7"});
    {
        vttest.choose("2");
        // "There should be a diagonal of 2 +'s down to the row of *'s above this message."
        vttest.shows_line(18, std::string(18, '*') + "++" + std::string(60, '*'));
    }
    {
        vttest.choose("3");
        vttest.shows(below(
            Picture().fill(20, 1, 20, 20, '*'),
            {"Test Scroll-Down (SD)", "There should be a horizontal row of *'s above, just above the message.", PUSH}));
    }
    for (const bool left : {true, false}) {
        vttest.choose(left ? "4" : "5");
        vttest.shows(below(Picture().fill(1, 40, 20, 40, '*'),
                           {left ? "Test Scroll-Left (SL)" : "Test Scroll-Right (SR)",
                            "There should be a vertical column of *'s centered above.", PUSH}));
    }
    {
        vttest.choose("6");
        vttest.shows(
            below(Picture().fill(1, 1, 1, 20, '*'),
                  {"Test Scroll-Up (SU)", "There should be a horizontal row of *'s above, on the top row.", PUSH}));
    }
}

namespace {

/// The area of the VT420 tests: the whole screen, or rows 1 to 12 and columns 1 to 40 of a screen filled with dots.
enum class Within { screen, margins };

Picture ground(Within within)
{
    if (within == Within::screen) return Picture();
    return Picture('.').fill(1, 1, 12, 40, ' ');
}

} // namespace

TEST_CASE("vttest 11.3.2: back and forward index within margins")
{
    const Server server;
    Vttest vttest(server, {"11", "3", "2"});
    for (const char* index : {"7", "8"}) {
        vttest.choose(index);
        std::string numbers;
        for (int i = 1; i <= 20; ++i) numbers += std::string(i < 10 ? 2U : 1U, ' ') + std::to_string(i) + ' ';
        numbers.pop_back();
        vttest.shows_line(1, numbers);
        vttest.shows_line(2, "");
    }
    for (const char* toggle : {"3", "4", "5"}) vttest.choose(toggle);
    for (const char* index : {"7", "8"}) {
        vttest.choose(index);
        vttest.shows_line(1, "  1   2   3   4   5   6   7   8   9  10 " + std::string(40, '.'));
        for (int row = 2; row <= 12; ++row) vttest.shows_line(row, std::string(40, ' ') + std::string(40, '.'));
        for (int row = 13; row <= 19; ++row) vttest.shows_line(row, std::string(80, '.'));
    }
}

TEST_CASE("vttest 11.3.2: movement within margins")
{
    const Server server;
    Vttest vttest(server, {"11", "3", "2"});
    for (const auto within : {Within::screen, Within::margins}) {
        const bool whole = within == Within::screen;
        if (!whole)
            for (const char* toggle : {"2", "3", "4", "5"}) vttest.choose(toggle);
        for (const char* movement : {"9", "10"}) {
            CAPTURE(movement);
            vttest.choose(movement);
            const int bottom = whole ? 24 : 12;
            const int right = whole ? 80 : 40;
            // "A box of *'s was written on screen border, overwritten using margins (u/d/l/r)": no * is left.
            auto picture = ground(within);
            picture.fill(1, 1, bottom, 1, 'l').fill(1, right, bottom, right, 'r');
            picture.fill(1, 1, 1, right, 'u').fill(bottom, 1, bottom, right, 'd');
            if (!whole) picture.fill(20, 1, 24, 80, ' ');
            const auto* title = std::string_view(movement) == "9" ? "Test cursor movement within margins"
                                                                  : "Test other movement (CR/HT/LF/FF) within margins";
            vttest.shows(picture.lines(
                whole ? 12 : 20,
                {title, "A box of *'s was written on screen border, overwritten using margins (u/d/l/r)", PUSH}));
        }
    }
}

namespace {

/// Checks a diagonal of letters: insertions move them to the last column, deletions to the first. Column operations
/// affect all rows between the margins, character operations any row.
void check_edits(Vttest& vttest, Within within, const std::string& insert, const std::string& remove)
{
    const bool whole = within == Within::screen;
    const int rows = whole ? 20 : 12;
    const auto rest = whole ? std::string() : std::string(40, '.');
    const std::string which = ", letters a-" + std::string(1, static_cast<char>('a' + rows - 1)) + " are on column ";
    vttest.shows_line(22, "If your terminal supports " + insert + which + (whole ? "80" : "40"));
    // Within margins the ICH test itself overwrites its first letter.
    for (int row = insert == "ICH" && !whole ? 2 : 1; row <= rows; ++row) {
        CHECK(vttest.line(row).ends_with(std::string(1, static_cast<char>('a' + row - 1)) + rest));
        CHECK(vttest.line(row).size() == 80);
    }
    vttest.next();
    vttest.shows_line(22, "If your terminal supports " + remove + which + '1');
    for (int row = 1; row <= rows; ++row) {
        const std::string letter(1, static_cast<char>('a' + row - 1));
        vttest.shows_line(row, whole ? letter : letter + std::string(39, ' ') + rest);
    }
}

/// Checks that scrolling one way leaves only the line of letters, at the top of the region, and the other way only the
/// line of digits, at its bottom. `first_up` tells which comes first.
void check_scrolling(Vttest& vttest, Within within, bool first_up)
{
    const bool whole = within == Within::screen;
    const int columns = whole ? 80 : 40;
    const int left = whole ? 1 : 41;
    const auto top = repeated("abcdefghijklmnopqrstuvwxyz", 4).substr(0, static_cast<std::size_t>(columns));
    const auto bottom = repeated("0123456789", columns / 10);
    for (const bool up : {first_up, !first_up}) {
        vttest.next();
        auto picture = ground(within);
        if (up) picture.put(1, 1, top);
        else picture.put(whole ? 24 : 12, 1, bottom);
        const auto* said = up ? "\"abcd...\" should be at top. " : "\"0123...\" should be at bottom. ";
        picture.put(whole ? 12 : 13, left, said).put(whole ? 13 : 14, left, PUSH);
        vttest.shows(picture);
        vttest.next();
    }
}

} // namespace

TEST_CASE("vttest 11.3.3: insertion and deletion of columns, lines and characters, also in margins")
{
    const Server server;
    Vttest vttest(server, {"11", "3", "3"});
    for (const auto within : {Within::screen, Within::margins}) {
        if (within == Within::margins)
            for (const char* toggle : {"2", "3", "4"}) vttest.choose(toggle);
        vttest.choose("9");
        check_edits(vttest, within, "DECIC", "DECDC");
        vttest.choose("10");
        check_scrolling(vttest, within, true);
        vttest.choose("11");
        check_scrolling(vttest, within, false);
        vttest.choose("12");
        check_edits(vttest, within, "ICH", "DCH");
    }
}

TEST_CASE("vttest 11.3.6: rectangular areas")
{
    const Server server;
    Vttest vttest(server, {"11", "3", "6"});
    {
        vttest.choose("8");
        Picture box;
        box.box(5, 5, 14, 50, '*');
        vttest.shows(Picture(box).lines(
            21, {"Test Copy Rectangular area (DECCRA)", "The 10x46 box will be copied (down 3, right 4)", PUSH}));
        vttest.next();
        vttest.shows(Picture(box)
                         .fill(8, 9, 17, 54, ' ')
                         .box(8, 9, 17, 54, '*')
                         .lines(21, {"The 10x46 box should be copied, overlapping (down 3, right 4)", PUSH}));
    }
    {
        vttest.choose("9");
        vttest.shows(Picture('E')
                         .fill(5, 5, 14, 75, ' ')
                         .fill(21, 1, 24, 80, ' ')
                         .lines(21, {"Test Erase Rectangular area (DECERA)",
                                     "There should be a rectangle cleared in the middle of the screen.", PUSH}));
    }
    {
        vttest.choose("10");
        vttest.shows(Picture()
                         .fill(5, 5, 14, 75, '*')
                         .lines(21, {"Test Fill Rectangular area (DECFRA)",
                                     "There should be a rectangle of *'s in the middle of the screen.", PUSH}));
        vttest.next();
        vttest.shows(
            Picture().lines(21, {"Test Fill Rectangular area (DECFRA)", "The rectangle of *'s should be gone.", PUSH}));
    }
    {
        vttest.choose("12");
        vttest.shows_line(22, "Rectangle 5,5 - 14,75 was filled using DECFRA");
        vttest.next();
        vttest.shows(Picture('E')
                         .fill(5, 5, 14, 75, ' ')
                         .fill(6, 6, 13, 74, '*')
                         .fill(21, 1, 24, 80, ' ')
                         .lines(21, {"Test Selective-Erase Rectangular area (DECSERA)",
                                     "Border 5,5 - 14,75 is cleared using DECSERA", PUSH}));
    }
}

TEST_CASE("vttest 11.3.6: attributes of rectangular areas")
{
    const Server server;
    Vttest vttest(server, {"11", "3", "6"});
    for (const char* test : {"7", "11"}) {
        CAPTURE(test);
        vttest.choose(test);
        vttest.shows_line(21, "There should be an open rectangle formed by reverse-video E's");
        const auto screen = vttest.model();
        for (int row = 1; row <= 20; ++row) {
            for (int column = 1; column <= COLUMNS; ++column) {
                CAPTURE(row);
                CAPTURE(column);
                const bool inside = row >= 5 && row <= 14 && column >= 5 && column <= 75;
                const bool hollow = row >= 6 && row <= 13 && column >= 6 && column <= 74;
                REQUIRE(style_at(screen, row, column).has(Attribute::reverse) == (inside && !hollow));
            }
        }
    }
}
