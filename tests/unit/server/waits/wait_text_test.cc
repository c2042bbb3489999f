#include "server/waits/wait_text.h"

#include "tests/support/rows.h"

#include <doctest/doctest.h>

using namespace cleat;
using cleat::test::row_of;
using cleat::test::screen_with;
using cleat::test::wrapped_row_of;

namespace {

std::optional<std::string> find_line(const Pattern& pattern, const Screen& screen, const History& history,
                                     std::uint64_t from_line, std::uint64_t after, std::uint64_t seen = 0,
                                     std::size_t* tried = nullptr)
{
    const auto search = ScreenText(screen, history).search(from_line, after, seen);
    const auto outcome = search->resume(pattern, TextSearch::ALL);
    if (tried != nullptr) *tried = search->tried();
    if (outcome != TextSearch::Outcome::found) return std::nullopt;
    return search->found();
}

} // namespace

TEST_CASE("a wait sees lines as the program wrote them, joined where they were wrapped")
{
    Screen screen = screen_with({}, {3, 8});
    screen.primary[0] = std::make_shared<const Row>(wrapped_row_of("one two ", 8));
    screen.primary[1] = std::make_shared<const Row>(row_of("three", 8));
    const History none;

    CHECK(find_line(*Pattern::compile("^one two three$"), screen, none, 0, 0) == std::nullopt); // written before: never
    Row newer = *screen.primary[1];
    newer.changed = 10;
    screen.primary[1] = std::make_shared<const Row>(newer);

    CHECK(find_line(*Pattern::compile("^one two three$"), screen, none, 0, 9) == "one two three");
    CHECK_FALSE(find_line(*Pattern::compile("^one two three$"), screen, none, 0, 10).has_value());
}

TEST_CASE("blanks before the cursor count on its row, and a pattern can leave them out")
{
    Screen screen = screen_with({">>>", "end   "}, {3, 12});
    const History none;
    const auto finds = [&](const char* pattern, std::uint64_t seen = 0) {
        return find_line(*Pattern::compile(pattern), screen, none, 0, 0, seen);
    };
    for (const auto row : {0, 1, 2}) {
        Row newer = *screen.primary[static_cast<std::size_t>(row)];
        newer.changed = 10;
        screen.primary[static_cast<std::size_t>(row)] = std::make_shared<const Row>(newer);
    }

    screen.cursor = {.row = 0, .column = 4};
    CHECK(finds("^>>> $") == ">>> ");
    CHECK(finds("^>>>$") == ">>>");
    CHECK_FALSE(finds("^>>>  $").has_value());
    CHECK_FALSE(finds("^end $").has_value());
    CHECK(finds("^end$") == "end");
    CHECK(finds("^>>> $", 99) == ">>> "); // the cursor may have moved there since
    CHECK_FALSE(finds("^end$", 99).has_value());

    screen.cursor = {.row = 0, .column = 1};
    CHECK(finds("^>>>$") == ">>>");
    CHECK_FALSE(finds("^> *$").has_value());
    screen.cursor = {.row = 2, .column = 2};
    CHECK(finds("^  $") == "  ");
    screen.cursor = {.row = 0, .column = 11, .pending_wrap = true}; // the last blank is before it
    CHECK(finds("^>>> {9}$") == ">>>         ");
}

TEST_CASE("a wait searches lines that left the screen since it started")
{
    const Screen screen = screen_with({}, {3, 8});
    History history;
    history.append(row_of("old", 8));
    history.append(wrapped_row_of("in two r", 8));
    history.append(row_of("ows", 8));

    CHECK(find_line(*Pattern::compile("two rows"), screen, history, 1, 0) == "in two rows");
    CHECK_FALSE(find_line(*Pattern::compile("old"), screen, history, 1, 0).has_value());
}

TEST_CASE("a wait finds lines that left the primary screen while the alternate one is shown")
{
    Screen screen = screen_with({}, {3, 8});
    screen.active = Side::alternate;
    History history;
    history.append(row_of("done", 8));
    history.append(wrapped_row_of("half a l", 8));

    CHECK(find_line(*Pattern::compile("^done$"), screen, history, 0, 0) == "done");
    CHECK(find_line(*Pattern::compile("^half a l$"), screen, history, 0, 0) == "half a l");
}

TEST_CASE("an invalid regular expression is refused with the reason")
{
    const auto wrong = Pattern::compile("a(b");

    REQUIRE_FALSE(wrong.has_value());
    CHECK(wrong.error().message() == "the pattern \"a(b\" is not a regular expression: missing ): a(b");
}

TEST_CASE("a wait searches again only lines that were written to, completely if one of their rows was")
{
    Screen screen = screen_with({"old", "wrapped ", "line", "new"}, {4, 8});
    const auto set = [&screen](std::size_t row, bool wrapped, std::uint64_t changed) {
        Row copy = *screen.primary[row];
        copy.wrapped = wrapped;
        copy.changed = changed;
        screen.primary[row] = std::make_shared<const Row>(copy);
    };
    set(0, false, 5);
    set(1, true, 5);
    set(2, false, 12);
    set(3, false, 12);
    const History none;
    std::size_t searched = 0;

    CHECK_FALSE(find_line(*Pattern::compile("^nothing$"), screen, none, 0, 0, 0, &searched).has_value());
    CHECK(searched == 3);
    CHECK_FALSE(find_line(*Pattern::compile("^old$"), screen, none, 0, 0, 10, &searched).has_value());
    CHECK(searched == 2);
    CHECK(find_line(*Pattern::compile("^wrapped line$"), screen, none, 0, 0, 10, &searched) == "wrapped line");
    CHECK_FALSE(find_line(*Pattern::compile("^nothing$"), screen, none, 0, 0, 12, &searched).has_value());
    CHECK(searched == 0);
}

TEST_CASE("a guest's pattern is limited in length and compiled size; the error for an invalid one is short, too")
{
    CHECK(Pattern::compile(std::string(256, 'x'), Pattern::FOR_GUESTS).has_value());
    CHECK_FALSE(Pattern::compile(std::string(257, 'x'), Pattern::FOR_GUESTS).has_value());
    CHECK_FALSE(Pattern::compile("\\pL{100}", Pattern::FOR_GUESTS).has_value());
    CHECK(Pattern::compile("\\pL{100}").has_value());
    CHECK(Pattern::compile(std::string(100'000, '(')).error().message().size() < 1'000);
}
