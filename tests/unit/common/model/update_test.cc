#include "common/model/update.h"

#include "common/model/packed_row.h"
#include "tests/support/rows.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <set>
#include <string>

using namespace cleat;
using cleat::test::row_of;
using cleat::test::screen_with;

TEST_CASE("a screen that did not change gives an empty update")
{
    const Screen screen = screen_with({"one", "two"});

    CHECK(diff(screen, screen) == Update());
    CHECK(diff(screen, screen_with({"one", "two"})) == Update());
}

TEST_CASE("only changed rows are sent")
{
    const Screen before = screen_with({"one", "two", "three"});
    Screen after = before;
    after.primary[1] = std::make_shared<const Row>(row_of("2", 20));

    const Update update = diff(before, after);

    CHECK(update.primary.moves.empty());
    REQUIRE(update.primary.changes.size() == 1);
    CHECK(update.primary.changes[0].row == 1);
    CHECK(apply(before, update) == after);
}

TEST_CASE("scrolling is sent as one move and the new row")
{
    const Screen before = screen_with({"one", "two", "three", "four"});
    Screen after = before;
    after.primary.erase(after.primary.begin());
    after.primary.push_back(std::make_shared<const Row>(row_of("five", 20)));

    const Update update = diff(before, after);

    CHECK(update.primary.moves == std::vector<RowMove>{{.from = 1, .to = 0, .count = 3}});
    CHECK(update.primary.changes.size() == 1);
    CHECK(apply(before, update) == after);
    CHECK(apply(before, update).primary[0] == before.primary[1]); // still the same row
}

TEST_CASE("any screen results from its difference, and from a whole update applied to any screen")
{
    std::mt19937 random(3);
    const auto random_screen = [&random](Size size) {
        Screen screen(size);
        for (auto* rows : {&screen.primary, &screen.alternate})
            for (RowRef& row : *rows)
                if (random() % 3 != 0)
                    row = std::make_shared<const Row>(row_of(std::to_string(random() % 7), size.columns));
        screen.active = random() % 2 == 0 ? Side::primary : Side::alternate;
        screen.cursor.row = static_cast<int>(random() % static_cast<unsigned>(size.rows));
        screen.modes.focus_reports = random() % 2 == 0;
        screen.title = std::to_string(random() % 3);
        if (random() % 3 == 0) screen.palette[static_cast<int>(random() % 259)] = Colour::rgb(1, 2, 3);
        return screen;
    };
    for (int i = 0; i < 500; ++i) {
        const Size size{1 + static_cast<int>(random() % 6), 3 + static_cast<int>(random() % 6)};
        const Size other = i % 3 == 0 ? Size{2, 9} : size;
        const Screen before = random_screen(other);
        Screen after = random_screen(size);
        if (size == other)
            for (RowRef& row : after.primary)
                if (random() % 2 == 0) row = before.primary[random() % before.primary.size()];

        CHECK(apply(before, diff(before, after)) == after);
        CHECK(apply(before, whole(after)) == after);
    }
}

namespace {

/// Each cell has its own link of the maximum length.
Row row_of_links(const std::string& name, int columns)
{
    const auto words = std::make_shared<Dictionary>();
    Row row(words, columns);
    for (int i = 0; i < columns; ++i) {
        std::string uri = name + '/' + std::to_string(i);
        uri.resize(Link::LONGEST_URI, 'u');
        Style style;
        style.link = words->link_id({"", uri});
        row.cells[static_cast<std::size_t>(i)] = Cell::code_point(U'x', words->style_id(style));
    }
    return row;
}

std::size_t text_held_by(const Screen& screen)
{
    std::set<const Dictionary*> held;
    for (const auto* side : {&screen.primary, &screen.alternate})
        for (const RowRef& row : *side) held.insert(row->dictionary.get());
    std::size_t bytes = 0;
    for (const Dictionary* one : held) bytes += one->text_bytes();
    return bytes;
}

} // namespace

TEST_CASE("the memory that a screen keeps for links it no longer shows is bounded")
{
    constexpr int ROWS = 10;
    constexpr int COLUMNS = 30;
    constexpr std::size_t OF_A_ROW = COLUMNS * Link::LONGEST_URI;
    constexpr std::size_t STEPS = 2'000;
    constexpr std::size_t SPARE = 16U << 20;
    Screen screen({.rows = ROWS, .columns = COLUMNS});
    std::size_t most = 0;
    for (std::size_t step = 0; step < STEPS; ++step) {
        Update update;
        // The same row is replaced many times, then the next row: each keeps the last of its contents.
        update.primary.changes.push_back(
            {static_cast<int>(step * ROWS / STEPS), pack(row_of_links(std::to_string(step), COLUMNS))});
        screen = apply(screen, update);
        most = std::max(most, text_held_by(screen));
    }

    CHECK(most > SPARE); // so the dictionary was replaced at least once
    CHECK(most <= SPARE + (2 * ROWS + 1) * OF_A_ROW);
    for (const RowRef& row : screen.primary) CHECK(row->text().size() == COLUMNS);
}

TEST_CASE("a screen that is sent more links than any can have shows the text without them")
{
    constexpr int ROWS = 1'000;
    constexpr int COLUMNS = 100;
    constexpr std::size_t OF_A_ROW = COLUMNS * Link::LONGEST_URI;
    constexpr std::size_t LIMIT = 2 * (64U << 20) + (16U << 20) + OF_A_ROW;
    static_assert(ROWS * OF_A_ROW > LIMIT);
    Screen screen({.rows = ROWS, .columns = COLUMNS});
    std::size_t most = 0;
    for (int row = 0; row < ROWS; ++row) {
        Update update;
        update.primary.changes.push_back({row, pack(row_of_links(std::to_string(row), COLUMNS))});
        screen = apply(screen, update);
        most = std::max(most, text_held_by(screen));
    }

    CHECK(most <= LIMIT);
    for (const RowRef& row : screen.primary) CHECK(row->text().size() == COLUMNS);
}

TEST_CASE("an update that names missing rows changes no others")
{
    const Screen before = screen_with({"one", "two"});
    Update wrong;
    wrong.primary.moves = {{.from = 3, .to = 0, .count = 2},
                           {.from = -1, .to = 0, .count = 1},
                           {.from = 0, .to = 4, .count = 1},
                           {.from = 0, .to = 0, .count = 2'000'000'000}};
    wrong.primary.changes = {{.row = 4, .packed = ""}, {.row = -1, .packed = ""}};
    wrong.size = Size{100'000, 100'000};

    CHECK(apply(before, wrong) == before);
}

TEST_CASE("an update applies to screens that have the rows it names")
{
    const auto moving = [](int from, int to, int count) {
        Update out;
        out.primary.moves = {{.from = from, .to = to, .count = count}};
        return out;
    };
    const auto changing = [](int row) {
        Update out;
        out.alternate.changes = {{.row = row, .packed = pack(row_of("x", 20))}};
        return out;
    };
    const Size size{4, 20};

    CHECK(applies_to(size, Update()));
    CHECK(applies_to(size, moving(1, 0, 3)));
    CHECK(applies_to(size, changing(3)));
    CHECK_FALSE(applies_to(size, moving(1, 0, 4)));
    CHECK_FALSE(applies_to(size, moving(-1, 0, 1)));
    CHECK_FALSE(applies_to(size, moving(0, 4, 1)));
    CHECK_FALSE(applies_to(size, changing(4)));
    CHECK_FALSE(applies_to(size, changing(-1)));
    Update larger = changing(4);
    larger.size = Size{5, 20};
    CHECK(applies_to(size, larger));
}
