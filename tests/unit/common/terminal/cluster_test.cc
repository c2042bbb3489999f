#include "tests/unit/common/terminal/harness.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace cleat::test;

namespace {

constexpr std::string_view ON = "\x1b[?2027h";
constexpr std::string_view FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467";
constexpr std::string_view FLAG = "\U0001f1e9\U0001f1ea";
constexpr std::string_view TELEPHONE = "\u260e\ufe0f";

std::string operator+(std::string_view a, std::string_view b)
{
    return std::string(a) + std::string(b);
}

std::string cell_text(const Terminal& terminal, std::size_t row, std::size_t column)
{
    std::string text;
    const auto at = terminal.screen().rows().at(row);
    at->append_text(at->cells.at(column), text);
    return text;
}

int width_at(const Terminal& terminal, std::size_t row, std::size_t column)
{
    return terminal.screen().rows().at(row)->cells.at(column).width();
}

} // namespace

TEST_CASE("with mode 2027 a cluster is one glyph, without it each code point counts")
{
    for (const auto cluster : {FAMILY, FLAG}) {
        const auto clustered = terminal_of(ON + cluster + "x", {.rows = 2, .columns = 20});
        CHECK(cell_text(clustered, 0, 0) == cluster);
        CHECK(width_at(clustered, 0, 0) == 2);
        CHECK(clustered.screen().cursor.column == 3);

        const auto plain = terminal_of(cluster + "x", {.rows = 2, .columns = 20});
        CHECK(cell_text(plain, 0, 0) != cluster);
    }
    CHECK(terminal_of(FAMILY).screen().cursor.column == 6);
}

TEST_CASE("a variation selector makes a glyph wide, and the next one follows it")
{
    const auto terminal = terminal_of(ON + TELEPHONE + "x");
    CHECK(width_at(terminal, 0, 0) == 2);
    CHECK(cell_text(terminal, 0, 2) == "x");
    CHECK(terminal_of(TELEPHONE + "x").screen().cursor.column == 2);
}

TEST_CASE("a cluster does not depend on where reads were cut")
{
    Terminal terminal({.rows = 4, .columns = 10});
    for (const char byte : ON + FAMILY + FLAG + TELEPHONE) terminal.feed({&byte, 1});
    CHECK(terminal.screen() == terminal_of(ON + FAMILY + FLAG + TELEPHONE).screen());
}

TEST_CASE("a glyph that becomes wide in the last column moves to the next line")
{
    const auto terminal = terminal_of(ON + "abcdefghi" + TELEPHONE);
    CHECK(shown(terminal) == "abcdefghi/" + TELEPHONE);
    CHECK(terminal.screen().primary[0]->wrapped);
    CHECK(terminal.screen().cursor.row == 1);
    CHECK(terminal.screen().cursor.column == 2);
}

TEST_CASE("without autowrap a glyph that becomes wide in the last column moves back")
{
    const auto terminal = terminal_of(ON + "\x1b[?7labcdefghi" + TELEPHONE);
    CHECK(shown(terminal) == "abcdefgh" + TELEPHONE);
    CHECK(terminal.screen().cursor.column == 9);
}

TEST_CASE("in insert mode a glyph that becomes wide pushes the rest of the line on")
{
    CHECK(shown(ON + "\x1b[4habc\r" + TELEPHONE) == TELEPHONE + "abc");
}

TEST_CASE("a control function ends a cluster")
{
    const auto terminal = terminal_of(ON + "\U0001f1e9\x1b[m\U0001f1ea");
    CHECK(width_at(terminal, 0, 0) == 1);
    CHECK(cell_text(terminal, 0, 1) == "\U0001f1ea");
}

TEST_CASE("without autowrap a mark joins the glyph in the last column")
{
    const auto terminal = terminal_of("\x1b[?7labcdefghijk\u0301");
    CHECK(cell_text(terminal, 0, 8) == "i");
    CHECK(cell_text(terminal, 0, 9) == "k\u0301");
}

TEST_CASE("mode 2027 can be queried")
{
    CHECK(reply("\x1b[?2027$p") == "\x1b[?2027;2$y");
    CHECK(reply("\x1b[?2027h\x1b[?2027$p") == "\x1b[?2027;1$y");
}

TEST_CASE("a wrap into a wide cluster is not lost when another overwrites it")
{
    for (const auto cluster : {TELEPHONE, FLAG, std::string_view("1\ufe0f\u20e3")}) {
        auto terminal = terminal_of(ON + "abcdefghi\U0001f600", {.rows = 3, .columns = 10});
        REQUIRE(terminal.screen().primary[0]->wrapped);
        terminal.feed("\x1b[2H");
        for (const char byte : cluster) terminal.feed({&byte, 1});
        CHECK(terminal.screen().primary[0]->wrapped);
    }
    CHECK_FALSE(terminal_of(ON + "abcdefghi\U0001f600\x1b[2H\u260e").screen().primary[0]->wrapped);
}

TEST_CASE("a cluster does not become wider than the line")
{
    const auto terminal = terminal_of("\x1b[?2027h\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa", {.rows = 2, .columns = 1});

    CHECK(shown(terminal) == "\xf0\x9f\x87\xa9");
    CHECK(terminal.screen().primary[0]->cells[0].width() == 1);
}
