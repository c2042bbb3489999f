#include "common/render/scrollback.h"

#include "common/model/packed_row.h"
#include "tests/support/rows.h"

#include <doctest/doctest.h>

using namespace cleat;
using cleat::test::row_of;

namespace {

constexpr Size SIZE{.rows = 4, .columns = 10}; // of the session
constexpr Size OTHER_SIZE{.rows = 5, .columns = 10};

/// A step that tells the lines "from" to "to" less one, each of a row, and has the screen begin after them.
Scrollback::Told lines(std::uint64_t from, std::uint64_t to)
{
    Scrollback::Told out;
    for (auto line = from; line < to; ++line) out.rows.push_back(pack(row_of(std::to_string(line), 10)));
    out.places.from.line = from;
    out.places.top.line = to;
    out.size = SIZE;
    return out;
}

/// The same, of a session that was resized: then its screen began with line `resized`.
Scrollback::Told lines_after_resize(std::uint64_t from, std::uint64_t to, std::uint64_t resized)
{
    Scrollback::Told out = lines(from, to);
    out.places.resized.line = resized;
    out.places.resizes = 1;
    return out;
}

std::vector<std::string> texts(const Scrollback::Leaving& leaving)
{
    std::vector<std::string> out;
    for (const std::string& row : leaving.rows) out.push_back(unpack(row, 10, std::make_shared<Dictionary>()).text());
    return out;
}

using Texts = std::vector<std::string>;

} // namespace

TEST_CASE("rows wait until they are taken, and go once")
{
    Scrollback scrollback;
    scrollback.told(lines(0, 2), false);
    scrollback.told(lines(2, 3), true);

    CHECK(texts(scrollback.take()) == Texts{"0", "1", "2"});
    CHECK(texts(scrollback.take()).empty());
}

TEST_CASE("rows that wait and are on the screen again do not go")
{
    Scrollback scrollback;
    scrollback.told(lines(0, 5), false);
    scrollback.told(lines(3, 3), true);

    CHECK(texts(scrollback.take()) == Texts{"0", "1", "2"});
    scrollback.told(lines(3, 5), true);
    CHECK(texts(scrollback.take()) == Texts{"3", "4"});
}

TEST_CASE("rows that went, were on the screen again and leave it do not go twice")
{
    Scrollback scrollback;
    scrollback.told(lines(0, 5), true);
    REQUIRE(scrollback.take().rows.size() == 5);
    scrollback.told(lines(2, 2), false);
    scrollback.told(lines(2, 7), true);

    CHECK(texts(scrollback.take()) == Texts{"5", "6"});
}

TEST_CASE("rows that the terminal moved as the session did are not put there again")
{
    Scrollback smaller;
    smaller.told(lines(0, 5), true);
    REQUIRE(smaller.take().rows.size() == 5);
    smaller.terminal_resized(OTHER_SIZE, true);
    smaller.told(lines_after_resize(5, 9, 8), true);
    CHECK(texts(smaller.take()) == Texts{"8"});

    Scrollback larger;
    larger.told(lines(0, 5), true);
    REQUIRE(larger.take().rows.size() == 5);
    larger.terminal_resized(OTHER_SIZE, true);
    larger.told(lines_after_resize(3, 4, 3), true);
    CHECK(texts(larger.take()) == Texts{"3"});
}

TEST_CASE("when the session follows the terminal it is said what it took back to its screen")
{
    Scrollback scrollback;
    scrollback.told(lines(0, 5), true);
    (void)scrollback.take();
    scrollback.terminal_resized(OTHER_SIZE, true);
    scrollback.told(lines_after_resize(3, 3, 3), true);

    const auto end = scrollback.taken_back();

    REQUIRE(end.has_value());
    CHECK(end->line == 5);
    CHECK_FALSE(scrollback.taken_back().has_value());
    const Screen screen = cleat::test::screen_with({"3", "4", "5"}, {.rows = 4, .columns = 10});
    CHECK(rows_before(screen.primary, {.line = 3}, *end) == 2);
    CHECK(rows_before(screen.primary, {.line = 3}, {.line = 100}) == 4);
    CHECK(rows_before(screen.primary, {.line = 3}, {.line = 1}) == 0);
}

TEST_CASE("what the terminal may not have drawn when it was resized goes rather twice than never")
{
    Scrollback scrollback;
    scrollback.told(lines(0, 5), true);
    REQUIRE(scrollback.take().rows.size() == 5);
    scrollback.terminal_resized(OTHER_SIZE, false);
    scrollback.told(lines_after_resize(3, 6, 5), true);

    CHECK(texts(scrollback.take()) == Texts{"3", "4", "5"});
}

TEST_CASE("a terminal that is back at the session's size before that changed has moved nothing")
{
    Scrollback scrollback;
    scrollback.told(lines(0, 5), true);
    REQUIRE(scrollback.take().rows.size() == 5);
    scrollback.terminal_resized(OTHER_SIZE, true);
    scrollback.terminal_resized(SIZE, true);
    scrollback.told(lines_after_resize(3, 6, 6), true);

    CHECK(texts(scrollback.take()) == Texts{"5"});
}

TEST_CASE("rows that wait are bounded, the oldest are skipped")
{
    Scrollback scrollback;
    scrollback.told(lines(0, Scrollback::MOST_ROWS + 5), true);

    const auto leaving = scrollback.take();

    CHECK(leaving.skipped == 5);
    CHECK(leaving.rows.size() == Scrollback::MOST_ROWS);
}

TEST_CASE("rows without positions are taken for new")
{
    Scrollback scrollback;
    scrollback.told({pack(row_of("one", 10))}, 3);
    CHECK_FALSE(scrollback.knows_positions());

    const auto leaving = scrollback.take();

    CHECK(texts(leaving) == Texts{"one"});
    CHECK(leaving.skipped == 3);
}
