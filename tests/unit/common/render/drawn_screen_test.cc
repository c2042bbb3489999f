#include "common/render/drawn_screen.h"

#include "common/render/recent_rows.h"
#include "tests/support/rows.h"

#include <doctest/doctest.h>

using namespace cleat;
using cleat::test::screen_with;

namespace {

const DrawnScreen::Time WHEN_DRAWN{std::chrono::hours(1)};
const DrawnScreen::Time WHEN_CHANGED = WHEN_DRAWN + std::chrono::seconds(1);
constexpr Size SCREEN_SIZE{.rows = 4, .columns = 10};

/// A screen whose rows from `row` on are new.
Screen changed_from(const Screen& screen, std::size_t row)
{
    Screen out = screen;
    for (; row < out.primary.size(); ++row) out.primary[row] = std::make_shared<Row>(*out.primary[row]);
    return out;
}

} // namespace

TEST_CASE("a drawn screen reports what was noted last, and nothing before that")
{
    DrawnScreen drawn;
    CHECK_FALSE(drawn.scrolled().has_value());

    drawn.note(screen_with({"a"}, SCREEN_SIZE), {.line = 7}, 3, WHEN_DRAWN);
    CHECK(drawn.scrolled() == 3);
    CHECK(drawn.top() == TextPosition{.line = 7});
}

TEST_CASE("rows that were just drawn may not be there yet; a moment later they are")
{
    DrawnScreen drawn;
    drawn.note(screen_with({"a", "b"}, SCREEN_SIZE), {.line = 7}, 0, WHEN_DRAWN);

    CHECK_FALSE(drawn.is_drawn(WHEN_DRAWN, {.line = 8}));
    CHECK(drawn.is_drawn(WHEN_DRAWN, {.line = 7})); // none of its rows
    CHECK_FALSE(drawn.is_drawn(WHEN_DRAWN + CERTAINLY_DRAWN, {.line = 8}));
    CHECK(drawn.is_drawn(WHEN_DRAWN + CERTAINLY_DRAWN + std::chrono::milliseconds(1), {.line = 8}));
}

TEST_CASE("rows above the first changed one are there")
{
    DrawnScreen drawn;
    const Screen screen = screen_with({"a", "b", "c", "d"}, SCREEN_SIZE);
    drawn.note(screen, {.line = 7}, 0, WHEN_DRAWN);
    drawn.note(changed_from(screen, 2), {.line = 7}, 0, WHEN_CHANGED);

    CHECK(drawn.is_drawn(WHEN_CHANGED, {.line = 9}));
    CHECK_FALSE(drawn.is_drawn(WHEN_CHANGED, {.line = 10}));
}

TEST_CASE("rows drawn shortly before others count with them")
{
    DrawnScreen drawn;
    const Screen first = screen_with({"a", "b", "c", "d"}, SCREEN_SIZE);
    drawn.note(first, {.line = 7}, 0, WHEN_DRAWN);
    const Screen second = changed_from(first, 1);
    drawn.note(second, {.line = 7}, 0, WHEN_CHANGED);
    drawn.note(changed_from(second, 3), {.line = 7}, 0, WHEN_CHANGED + std::chrono::milliseconds(100));

    CHECK(drawn.is_drawn(WHEN_CHANGED + std::chrono::milliseconds(100), {.line = 8}));
    CHECK_FALSE(drawn.is_drawn(WHEN_CHANGED + std::chrono::milliseconds(100), {.line = 9}));
}

TEST_CASE("a screen that is redrawn unchanged has no new rows")
{
    DrawnScreen drawn;
    const Screen screen = screen_with({"a", "b"}, SCREEN_SIZE);
    drawn.note(screen, {.line = 7}, 0, WHEN_DRAWN);
    drawn.note(screen, {.line = 7}, 0, WHEN_CHANGED);

    CHECK(drawn.is_drawn(WHEN_CHANGED, {.line = 100}));
}

TEST_CASE("after the alternate screen all rows of the primary one are drawn again")
{
    DrawnScreen drawn;
    Screen screen = screen_with({"a", "b"}, SCREEN_SIZE);
    drawn.note(screen, {.line = 7}, 0, WHEN_DRAWN);
    screen.active = Side::alternate;
    drawn.note(screen, {.line = 7}, 0, WHEN_CHANGED);
    screen.active = Side::primary;
    drawn.note(screen, {.line = 7}, 0, WHEN_CHANGED + std::chrono::seconds(1));

    CHECK_FALSE(drawn.is_drawn(WHEN_CHANGED + std::chrono::seconds(1), {.line = 8}));
}
