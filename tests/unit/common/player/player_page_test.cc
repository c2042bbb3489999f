#include "common/player/player_page.h"

#include "common/player/player_key.h"

#include "tests/support/rows.h"

#include <doctest/doctest.h>

using namespace cleat;
using test::screen_with;

TEST_CASE("the bar takes a separate line if one is free")
{
    const auto screen = screen_with({"one", "two", "three", "four"}, {.rows = 4, .columns = 10});

    CHECK(player_page(screen, {.rows = 6, .columns = 10}, {}, "bar").text() == "one\ntwo\nthree\nfour\n\nbar\n");
    CHECK(player_page(screen, {.rows = 4, .columns = 10}, {}, "bar").text() == "one\ntwo\nthree\nbar\n");
    CHECK(player_page(screen, {.rows = 4, .columns = 10}, {}, "").text() == "one\ntwo\nthree\nfour\n");
    CHECK(player_page(screen, {.rows = 2, .columns = 3}, {.row = 2}, "").text() == "thr\nfou\n");
}

TEST_CASE("the program's modes do not reach the user's terminal")
{
    auto screen = screen_with({"one"});
    screen.modes.mouse_tracking = MouseTracking::motion;
    screen.modes.bracketed_paste = true;

    CHECK(player_page(screen, {.rows = 5, .columns = 20}, {}, "").modes == Modes());
}

TEST_CASE("the selected marker is always on the list's page")
{
    std::vector<CastMarker> markers;
    for (int i = 0; i < 30; ++i) markers.push_back({std::chrono::seconds(i), "mark" + std::to_string(i)});

    for (std::size_t chosen = 0; chosen < markers.size(); ++chosen)
        CHECK(marker_page(markers, chosen, {.rows = 8, .columns = 40}).text().find(markers[chosen].label) !=
              std::string::npos);
}

TEST_CASE("the help is shown completely at 80 columns, and with few rows")
{
    for (const auto exit : {PlayerExit::quit, PlayerExit::live})
        for (const int rows : {24, 9}) {
            const std::string shown = help_page(player_help(exit), {.rows = rows, .columns = 80}).text();
            for (const std::string& key : player_help(exit)) CHECK_MESSAGE(shown.find(key) != std::string::npos, key);
        }
    CHECK(help_page(player_help(PlayerExit::quit), {.rows = 1, .columns = 1}).size == Size{.rows = 1, .columns = 1});
}
