#include "common/model/update.h"
#include "tests/support/rows.h"

#include <doctest/doctest.h>

#include <random>

using namespace cleat;
using cleat::test::row_of;
using cleat::test::screen_with;

TEST_CASE("a screen that did not change gives an empty update")
{
    const Screen screen = screen_with({"one", "two"});

    CHECK(diff(screen, screen) == Update());
    CHECK(diff(screen, screen_with({"one", "two"})) == Update());
}

TEST_CASE("a row that changed is the only one told")
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

TEST_CASE("scrolling is told as one move and the new row")
{
    const Screen before = screen_with({"one", "two", "three", "four"});
    Screen after = before;
    after.primary.erase(after.primary.begin());
    after.primary.push_back(std::make_shared<const Row>(row_of("five", 20)));

    const Update update = diff(before, after);

    CHECK(update.primary.moves == std::vector<RowMove>{{.from = 1, .to = 0, .count = 3}});
    CHECK(update.primary.changes.size() == 1);
    CHECK(apply(before, update) == after);
    CHECK(apply(before, update).primary[0] == before.primary[1]); // the same row still
}

TEST_CASE("any screen comes out of a difference, and of a whole update on top of anything")
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

TEST_CASE("an update that speaks of rows that are not there changes none of those that are")
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
