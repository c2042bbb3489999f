#include "client/dashboard/dashboard.h"

#include <doctest/doctest.h>

using namespace cleat;

namespace {

constexpr std::int64_t NOW = 1'000'000;

SessionInfo info(std::uint64_t id, const std::string& name)
{
    SessionInfo out;
    out.id = id;
    out.name = name;
    out.active = NOW;
    return out;
}

/// A screen of 24 by 80 with the text at a position, and the cursor after it.
Screen screen_of(std::string_view text, int row = 0, int column = 0)
{
    Screen screen;
    auto changed = std::make_shared<Row>(*screen.primary[static_cast<std::size_t>(row)]);
    for (const char c : text)
        changed->cells[static_cast<std::size_t>(column++)] = Cell::code_point(static_cast<char32_t>(c), 0);
    screen.primary[static_cast<std::size_t>(row)] = changed;
    screen.cursor = {.row = row, .column = column};
    return screen;
}

/// A screen full of double-width characters.
Screen wide_screen()
{
    Screen screen;
    auto row = std::make_shared<Row>(*screen.primary[0]);
    for (std::size_t column = 0; column + 1 < row->cells.size(); column += 2) {
        row->cells[column] = Cell::code_point(U'\u4e16', 0, true);
        row->cells[column + 1] = Cell::tail(0);
    }
    for (auto& any : screen.primary) any = row;
    return screen;
}

Dashboard dashboard_of(int count)
{
    Dashboard wall;
    std::vector<SessionInfo> sessions;
    for (int i = 1; i <= count; ++i) sessions.push_back(info(static_cast<std::uint64_t>(i), "s" + std::to_string(i)));
    wall.set_sessions(std::move(sessions));
    return wall;
}

std::string text(Dashboard& wall, Size size = {.rows = 25, .columns = 161})
{
    return wall.draw(size, NOW).text();
}

bool has(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("each session has a tile with its name, title and screen")
{
    auto wall = dashboard_of(2);
    auto sessions = std::vector{info(1, "s1"), info(2, "s2")};
    sessions[1].title = "vim notes";
    wall.set_sessions(sessions);
    wall.set_screen(1, screen_of("hello"));
    wall.set_screen(2, screen_of("world", 2, 4));

    const auto shown = text(wall);
    CHECK(has(shown, " s1 "));
    CHECK(has(shown, " s2  vim notes"));
    CHECK(has(shown, "hello"));
    CHECK(has(shown, "world"));
    CHECK(has(shown, " 2 sessions"));
}

TEST_CASE("the title of a tile shows how long the session has been idle, or how it ended")
{
    Dashboard wall;
    auto sessions = std::vector{info(1, "quiet"), info(2, "over")};
    sessions[0].active = NOW - 200;
    sessions[1].ended = ExitStatus{.status = 3};
    wall.set_sessions(sessions);

    CHECK(has(text(wall), "idle 3m"));
    CHECK(has(text(wall), "exited 3"));
}

TEST_CASE("a tile smaller than the screen shows the part with the cursor")
{
    auto wall = dashboard_of(1);
    wall.set_screen(1, screen_of("bottom", 23, 60));

    const auto shown = text(wall, {.rows = 10, .columns = 40});

    CHECK(has(shown, "bottom"));
}

TEST_CASE("a tile shows the upper left corner of a screen whose cursor is hidden")
{
    auto wall = dashboard_of(1);
    auto screen = screen_of("corner");
    screen.cursor = {.row = 23, .column = 79, .visible = false};
    wall.set_screen(1, screen);

    CHECK(has(text(wall, {.rows = 10, .columns = 40}), "corner"));
}

TEST_CASE("sessions that do not fit are on further pages")
{
    auto wall = dashboard_of(30);
    const Size small{.rows = 24, .columns = 80};
    CHECK(has(text(wall, small), "page 1 of"));
    CHECK_FALSE(has(text(wall, small), " s30"));

    wall.step(-1);

    CHECK(has(text(wall, small), " s30"));
}

TEST_CASE("the choice moves between neighbouring tiles, and steps wrap around")
{
    auto wall = dashboard_of(4);
    (void)text(wall, {.rows = 50, .columns = 161}); // two by two
    CHECK(wall.chosen()->info.name == "s1");
    wall.move(0, 1);
    CHECK(wall.chosen()->info.name == "s2");
    wall.move(0, 1);
    CHECK(wall.chosen()->info.name == "s2");
    wall.move(1, 0);
    CHECK(wall.chosen()->info.name == "s4");
    wall.step(1);
    CHECK(wall.chosen()->info.name == "s1");
    wall.step(-1);
    CHECK(wall.chosen()->info.name == "s4");
}

TEST_CASE("the chosen session can be shown alone")
{
    auto wall = dashboard_of(3);
    wall.step(1);
    wall.zoom();
    CHECK(has(text(wall), " s2"));
    CHECK_FALSE(has(text(wall), " s1"));
    wall.zoom();
    CHECK(has(text(wall), " s1 "));
}

TEST_CASE("screens and the choice survive a new list, and another session is chosen if the chosen one was removed")
{
    auto wall = dashboard_of(3);
    wall.set_screen(2, screen_of("kept"));
    wall.step(1);

    wall.set_sessions({info(2, "renamed"), info(3, "s3")});
    CHECK(wall.chosen()->info.name == "renamed");
    CHECK(has(text(wall), "kept"));

    wall.set_sessions({info(3, "s3")});
    CHECK(wall.chosen()->info.name == "s3");
    wall.set_sessions({});
    CHECK(wall.chosen() == nullptr);
    CHECK(has(text(wall), " 0 sessions"));
}

TEST_CASE("the dashboard can be drawn on terminals of any size")
{
    auto wall = dashboard_of(5);
    for (std::uint64_t id = 1; id <= 5; ++id) wall.set_screen(id, wide_screen());
    for (int rows = 1; rows < 12; ++rows) {
        for (int columns = 1; columns < 60; ++columns) {
            const auto screen = wall.draw({.rows = rows, .columns = columns}, NOW);
            REQUIRE(screen.primary.size() == static_cast<std::size_t>(rows));
            for (const auto& row : screen.primary) REQUIRE(row->columns() == columns);
        }
    }
}
