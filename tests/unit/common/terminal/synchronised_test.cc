#include "tests/unit/common/terminal/harness.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace cleat::test;

namespace {

constexpr std::string_view BEGIN = "\x1b[?2026h";
constexpr std::string_view END = "\x1b[?2026l";

} // namespace

TEST_CASE("the screen from before a synchronised update is kept during the update, and only then")
{
    auto terminal = terminal_of("one\r\n");
    CHECK(terminal.before_update() == nullptr);

    terminal.feed(std::string(BEGIN) + "two");
    REQUIRE(terminal.before_update() != nullptr);
    CHECK(terminal.before_update()->screen.text() == "one\n\n\n\n");
    CHECK(terminal.before_update()->offset == 5);
    CHECK(terminal.updates() == 1);

    terminal.feed(END);
    CHECK(terminal.before_update() == nullptr);
}

TEST_CASE("after several updates in one read, the screen of the last finished one is kept")
{
    const auto frame = [](std::string_view text) { return std::string(BEGIN) + "\x1b[H" + std::string(text); };
    const auto terminal = terminal_of(frame("one") + std::string(END) + frame("two") + std::string(END) + frame("thr"));
    REQUIRE(terminal.before_update() != nullptr);
    CHECK(terminal.before_update()->screen.text() == "two\n\n\n\n");
    CHECK(terminal.updates() == 3);
}

TEST_CASE("starting an update again within itself starts no other one")
{
    const auto terminal = terminal_of("one" + std::string(BEGIN) + "two" + std::string(BEGIN) + "three");
    REQUIRE(terminal.before_update() != nullptr);
    CHECK(terminal.before_update()->screen.text() == "one\n\n\n\n");
    CHECK(terminal.updates() == 1);
}

TEST_CASE("rows that leave the screen within an update are not part of the screen from before it")
{
    auto terminal = terminal_of("1\r\n2\r\n3\r\n4\r\n");
    const auto end = terminal.history().end_row();
    terminal.feed(std::string(BEGIN) + "5\r\n6\r\n7");
    REQUIRE(terminal.before_update() != nullptr);
    CHECK(terminal.before_update()->end == end);
    CHECK(terminal.history().end_row() > end);
}

TEST_CASE("a resize or a reset drops the screen kept for an update")
{
    auto terminal = terminal_of("one" + std::string(BEGIN) + "two");
    terminal.resize({.rows = 5, .columns = 9});
    CHECK(terminal.before_update() == nullptr);

    CHECK(terminal_of(std::string(BEGIN) + "\x1b"
                                           "c")
              .before_update() == nullptr);
}
