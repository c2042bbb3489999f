#include "common/render/scrollback.h"

#include "common/model/packed_row.h"
#include "tests/support/rows.h"

#include <doctest/doctest.h>

using namespace cleat;
using cleat::test::row_of;

namespace {

using std::chrono::milliseconds;

const Scrollback::Time NOW{std::chrono::hours(1)};
const Scrollback::Time LATER = NOW + std::chrono::seconds(2);
const Scrollback::Time SETTLED = LATER + std::chrono::seconds(2);
constexpr Size SIZE{.rows = 4, .columns = 10}; // of the session
const Screen SCREEN(SIZE);
constexpr Size OTHER_SIZE{.rows = 5, .columns = 10};

/// A step that pushes the lines `from` to `to` - 1, one row each. The screen begins with line `to`.
Scrollback::PushedRows lines(std::uint64_t from, std::uint64_t to)
{
    Scrollback::PushedRows out;
    for (auto line = from; line < to; ++line) out.rows.push_back(pack(row_of(std::to_string(line), 10)));
    out.places.from.line = from;
    out.places.top.line = to;
    out.size = SIZE;
    return out;
}

/// The same for a session that was resized while its screen began with line `resized`.
Scrollback::PushedRows lines_after_resize(std::uint64_t from, std::uint64_t to, std::uint64_t resized)
{
    Scrollback::PushedRows out = lines(from, to);
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

TEST_CASE("rows wait until they are taken, and are taken once")
{
    Scrollback scrollback;
    scrollback.push(lines(0, 2), false);
    scrollback.push(lines(2, 3), true);

    CHECK(texts(scrollback.take(SCREEN, NOW)) == Texts{"0", "1", "2"});
    CHECK(texts(scrollback.take(SCREEN, NOW)).empty());
}

TEST_CASE("rows that return to the screen while they wait are not taken")
{
    Scrollback scrollback;
    scrollback.push(lines(0, 5), false);
    scrollback.push(lines(3, 3), true);

    CHECK(texts(scrollback.take(SCREEN, NOW)) == Texts{"0", "1", "2"});
    scrollback.push(lines(3, 5), true);
    CHECK(texts(scrollback.take(SCREEN, NOW)) == Texts{"3", "4"});
}

TEST_CASE("rows that were taken, returned to the screen and leave it again are not taken twice")
{
    Scrollback scrollback;
    scrollback.push(lines(0, 5), true);
    REQUIRE(scrollback.take(SCREEN, NOW).rows.size() == 5);
    scrollback.push(lines(2, 2), false);
    scrollback.push(lines(2, 7), true);

    CHECK(texts(scrollback.take(SCREEN, NOW)) == Texts{"5", "6"});
}

TEST_CASE("rows that the terminal moved as the session did are not taken again")
{
    Scrollback smaller;
    smaller.push(lines(0, 5), true);
    REQUIRE(smaller.take(SCREEN, NOW).rows.size() == 5);
    smaller.terminal_resized(OTHER_SIZE, LATER);
    smaller.push(lines_after_resize(5, 9, 8), true);
    CHECK(texts(smaller.take(SCREEN, NOW)) == Texts{"8"});

    Scrollback larger;
    larger.push(lines(0, 5), true);
    REQUIRE(larger.take(SCREEN, NOW).rows.size() == 5);
    larger.terminal_resized(OTHER_SIZE, LATER);
    larger.push(lines_after_resize(3, 4, 3), true);
    CHECK(texts(larger.take(SCREEN, NOW)) == Texts{"3"});
}

TEST_CASE("when the session follows the terminal, the rows it took back to its screen are reported")
{
    Scrollback scrollback;
    scrollback.push(lines(0, 5), true);
    (void)scrollback.take(SCREEN, NOW);
    scrollback.terminal_resized(OTHER_SIZE, LATER);
    scrollback.push(lines_after_resize(3, 3, 3), true);

    const auto end = scrollback.taken_back();

    REQUIRE(end.has_value());
    CHECK(end->line == 5);
    CHECK_FALSE(scrollback.taken_back().has_value());
}

TEST_CASE("rows that the terminal may not have drawn before a resize are taken twice rather than never")
{
    Scrollback scrollback;
    scrollback.push(lines(0, 5), true);
    REQUIRE(scrollback.take(SCREEN, NOW).rows.size() == 5);
    scrollback.terminal_resized(OTHER_SIZE, NOW + milliseconds(100));
    scrollback.push(lines_after_resize(3, 6, 5), true);

    CHECK(texts(scrollback.take(SCREEN, NOW)) == Texts{"0", "1", "2", "3", "4", "5"});
}

TEST_CASE("a terminal that is back at the session's size before the session is resized has moved no rows")
{
    Scrollback scrollback;
    scrollback.push(lines(0, 5), true);
    REQUIRE(scrollback.take(SCREEN, NOW).rows.size() == 5);
    scrollback.terminal_resized(OTHER_SIZE, LATER);
    scrollback.terminal_resized(SIZE, LATER);
    scrollback.push(lines_after_resize(3, 6, 6), true);

    CHECK(texts(scrollback.take(SCREEN, NOW)) == Texts{"5"});
}

TEST_CASE("a terminal that returns to the session's size may have drawn the last rows at another")
{
    Scrollback scrollback;
    scrollback.push(lines(0, 20), true);
    REQUIRE(scrollback.take(SCREEN, NOW).rows.size() == 20);
    scrollback.push(lines(20, 23), true);
    REQUIRE(scrollback.take(SCREEN, LATER).rows.size() == 3);
    scrollback.terminal_resized(OTHER_SIZE, LATER + milliseconds(10));
    scrollback.terminal_resized(SIZE, LATER + milliseconds(20));

    // A screenful at the largest size, and the rows taken just before.
    CHECK(texts(scrollback.take(SCREEN, SETTLED)) == Texts{"15", "16", "17", "18", "19", "20", "21", "22"});
}

TEST_CASE("rows taken again after a resize are taken once, whatever the session sends of them and has on its screen")
{
    Scrollback scrollback;
    scrollback.push(lines(0, 20), true);
    REQUIRE(scrollback.take(SCREEN, NOW).rows.size() == 20);
    scrollback.terminal_resized(OTHER_SIZE, NOW + milliseconds(100));
    scrollback.push(lines_after_resize(17, 22, 22), true);
    scrollback.draw_without_rows(SCREEN, NOW);
    CHECK(NOW + milliseconds(300) < scrollback.ready_at());
    scrollback.push(lines(19, 19), true); // a session that grew has 19 to 21 on its screen again
    CHECK(scrollback.ready_at() == NOW + milliseconds(100) + Scrollback::CALM);

    const Texts first = texts(scrollback.take(SCREEN, SETTLED));
    REQUIRE(first.size() == 19);
    CHECK(first.front() == "0");
    CHECK(first.back() == "18");
    scrollback.push(lines(19, 23), true);
    CHECK(texts(scrollback.take(SCREEN, SETTLED)) == Texts{"19", "20", "21", "22"});
}

TEST_CASE("rows that wait when the terminal is resized again are not taken for rows that it moved")
{
    Scrollback scrollback;
    scrollback.push(lines(0, 5), true);
    REQUIRE(scrollback.take(SCREEN, NOW).rows.size() == 5);
    scrollback.terminal_resized(OTHER_SIZE, LATER);
    scrollback.push(lines_after_resize(5, 6, 6), true);
    scrollback.draw_without_rows(SCREEN, NOW); // 5 is there, because the terminal has moved it
    scrollback.push(lines(6, 8), true);
    scrollback.draw_without_rows(SCREEN, NOW);
    scrollback.terminal_resized(SIZE, LATER + milliseconds(10));
    auto after = lines_after_resize(8, 9, 9);
    after.places.resizes = 2;
    scrollback.push(after, true);

    const Texts rows = texts(scrollback.take(SCREEN, SETTLED));
    CHECK(Texts(rows.end() - 3, rows.end()) == Texts{"6", "7", "8"});
}

TEST_CASE("waiting rows are bounded, and the oldest are skipped")
{
    Scrollback scrollback;
    scrollback.push(lines(0, Scrollback::MAX_ROWS + 5), true);

    const auto leaving = scrollback.take(SCREEN, NOW);

    CHECK(leaving.skipped == 5);
    CHECK(leaving.rows.size() == Scrollback::MAX_ROWS);
}

TEST_CASE("rows without positions count as new")
{
    Scrollback scrollback;
    scrollback.push({pack(row_of("one", 10))}, 3);
    CHECK_FALSE(scrollback.knows_positions());

    const auto leaving = scrollback.take(SCREEN, NOW);

    CHECK(texts(leaving) == Texts{"one"});
    CHECK(leaving.skipped == 3);
}
