#include "common/view/attachment.h"

#include "common/model/packed_row.h"
#include "common/model/update.h"
#include "common/view/history_rows.h"
#include "tests/support/rows.h"

#include <doctest/doctest.h>

using namespace cleat;
using cleat::test::row_of;
using cleat::test::screen_with;
using cleat::test::wrapped_row_of;
using std::chrono::milliseconds;

namespace {

/// A session's screen and history, as seen by an attachment, and a clock controlled by the test.
struct World {
    Screen screen = screen_with({"1", "2", "3", "4"});
    History history;
    Clock::time_point now = Clock::time_point() + std::chrono::hours(1);
    int lines = 4;

    std::uint64_t frames = 0;

    /// The current frame.
    [[nodiscard]] Frame frame() const { return {screen, history.end_row(), 0}; }

    /// The program prints a line at the bottom.
    void print(int count = 1)
    {
        for (int i = 0; i < count; ++i) {
            history.append(*screen.primary.front());
            screen.primary.erase(screen.primary.begin());
            screen.primary.push_back(std::make_shared<const Row>(row_of(std::to_string(++lines), 20)));
            ++screen.rows_scrolled;
        }
    }
};

/// A step as the viewer receives it.
struct Sent {
    std::uint64_t number = 0;
    Update update;
    std::vector<std::string> pushed;
    std::uint64_t skipped = 0;
};

Sent next(Attachment& viewer, World& world, const Frame& frame)
{
    const auto to = std::make_shared<const ShownFrame>(ShownFrame{++world.frames, frame});
    FrameRows rows(world.history, frame);
    const ViewerStep step = viewer.next(to, rows, world.now);
    const Screen& screen = frame.screen;
    return {to->number, step.from ? diff(step.from->frame.screen, screen) : whole(screen),
            step.rows ? step.rows->rows : std::vector<std::string>(), step.skipped};
}

Sent next(Attachment& viewer, World& world)
{
    return next(viewer, world, world.frame());
}

std::vector<std::string> texts(const std::vector<std::string>& packed)
{
    std::vector<std::string> out;
    for (const std::string& row : packed) out.push_back(unpack(row, 20, std::make_shared<Dictionary>()).text());
    return out;
}

} // namespace

TEST_CASE("the first step has the whole screen and the requested history")
{
    World world;
    world.print(10);
    Attachment viewer({.first = 3, .catch_up = 100});

    CHECK(*viewer.due() <= world.now);
    const Sent step = next(viewer, world);

    CHECK(apply(Screen(Size{9, 9}), step.update) == world.screen);
    CHECK(texts(step.pushed) == std::vector<std::string>{"8", "9", "10"});
    CHECK(step.skipped == 0);
    CHECK_FALSE(viewer.due().has_value());
}

TEST_CASE("a change after an idle time is sent at once and the next one is paced")
{
    World world;
    Attachment viewer({});
    viewer.acknowledged(next(viewer, world).number, world.now);

    world.now += milliseconds(1'000);
    world.print();
    viewer.changed(world.now);
    CHECK(*viewer.due() <= world.now);
    viewer.acknowledged(next(viewer, world).number, world.now);

    world.print();
    viewer.changed(world.now);
    CHECK(*viewer.due() == world.now + Attachment::PACE);
    viewer.expedite(world.now);
    CHECK(*viewer.due() <= world.now);
}

TEST_CASE("in a flood, changes after a key are sent sooner until the echo must have arrived")
{
    World world;
    Attachment viewer({});
    viewer.acknowledged(next(viewer, world).number, world.now);
    const auto step = [&] {
        world.print();
        viewer.changed(world.now);
        REQUIRE(viewer.due().has_value());
        world.now = std::max(world.now, *viewer.due());
        const auto began = world.now;
        viewer.acknowledged(next(viewer, world).number, world.now);
        return began;
    };
    const auto paced = step();
    CHECK(step() - paced == Attachment::PACE);

    const auto typed = world.now;
    viewer.expedite(typed);
    CHECK(step() == typed);
    auto last = typed;
    while (last < typed + Attachment::ECHO_WITHIN) {
        const auto next = step();
        CHECK(next - last == Attachment::ECHO_PACE);
        last = next;
    }
    CHECK(step() - last == Attachment::PACE);
}

TEST_CASE("a viewer that stops acknowledging gets no third step, and gets the latest screen when it acknowledges")
{
    World world;
    Attachment viewer({});
    Screen shown(world.screen.size);
    shown = apply(shown, next(viewer, world).update);
    world.print();
    viewer.changed(world.now);
    const Sent second = next(viewer, world);
    shown = apply(shown, second.update);

    for (int i = 0; i < 100; ++i) {
        world.print();
        viewer.changed(world.now);
        CHECK_FALSE(viewer.due().has_value());
    }
    viewer.acknowledged(second.number, world.now);
    REQUIRE(viewer.due().has_value());
    const Sent third = next(viewer, world);

    CHECK(apply(shown, third.update) == world.screen);
    CHECK(third.pushed.size() == 100);
    CHECK(texts(third.pushed).back() == "101");
}

TEST_CASE("the frame shown is dropped after two seconds without an acknowledgement")
{
    World world;
    Attachment viewer({});
    (void)next(viewer, world);
    CHECK(viewer.is_waiting());

    world.now += Attachment::PATIENCE;
    viewer.drop_unacknowledged(world.now);

    CHECK_FALSE(viewer.is_waiting());
    world.print();
    viewer.changed(world.now);
    const Sent again = next(viewer, world);
    CHECK(apply(Screen(Size{2, 2}), again.update) == world.screen); // the whole screen
    CHECK(again.pushed.size() == 1);
}

TEST_CASE("a viewer is silent two seconds after it last kept up, and only if it has something to draw")
{
    World world;
    Attachment viewer({});
    viewer.changed(world.now);
    const std::uint64_t first = next(viewer, world).number;
    CHECK(viewer.patience_deadline(world.now) == world.now + Attachment::PATIENCE);
    viewer.acknowledged(first, world.now);
    CHECK_FALSE(viewer.patience_deadline(world.now));
    world.now += std::chrono::hours(1);
    CHECK_FALSE(viewer.is_silent(world.now));

    world.print();
    viewer.changed(world.now);
    const std::uint64_t second = next(viewer, world).number;
    world.now += Attachment::PATIENCE - milliseconds(1);
    viewer.changed(world.now);
    (void)next(viewer, world);
    CHECK_FALSE(viewer.is_silent(world.now));
    viewer.acknowledged(second, world.now); // slow, but alive
    world.now += Attachment::PATIENCE - milliseconds(1);
    CHECK_FALSE(viewer.is_silent(world.now));
    CHECK(viewer.patience_deadline(world.now) == world.now + milliseconds(1));
    world.now += milliseconds(1);
    CHECK(viewer.is_silent(world.now));
    viewer.drop_unacknowledged(world.now);
    CHECK_FALSE(viewer.patience_deadline(world.now));
    CHECK(viewer.is_silent(world.now));
}

TEST_CASE("every row that leaves the top is sent once, in order, whatever the timing")
{
    World world;
    Attachment viewer({.first = 0, .catch_up = 1'000'000});
    std::vector<std::string> told;
    for (int i = 0; i < 300; ++i) {
        world.print(i % 7);
        viewer.changed(world.now);
        world.now += milliseconds(i % 11);
        const auto due = viewer.due();
        if (!due || *due > world.now) continue;
        const Sent step = next(viewer, world);
        for (std::string& text : texts(step.pushed)) told.push_back(std::move(text));
        CHECK(step.skipped == 0);
        if (i % 3 != 0) viewer.acknowledged(step.number, world.now);
    }
    viewer.finish();
    for (std::uint64_t n = 0; viewer.due(); ++n) {
        const Sent step = next(viewer, world);
        for (std::string& text : texts(step.pushed)) told.push_back(std::move(text));
        viewer.acknowledged(step.number, world.now);
        REQUIRE(n < 10);
    }

    REQUIRE(told.size() == world.screen.rows_scrolled);
    for (std::size_t i = 0; i < told.size(); ++i) CHECK(told[i] == std::to_string(i + 1));
}

TEST_CASE("after a flood the newest rows are sent in a pause, once each, with the number of rows skipped")
{
    World world;
    Attachment viewer({.first = 0, .catch_up = 2'500});
    viewer.acknowledged(next(viewer, world).number, world.now);

    world.print(8'000);
    viewer.changed(world.now);
    world.now += Attachment::PACE;
    const Sent during = next(viewer, world);
    CHECK(during.pushed.empty());
    viewer.acknowledged(during.number, world.now);
    CHECK(*viewer.due() == world.now - Attachment::PACE + Attachment::PAUSE);

    std::vector<std::string> told;
    std::uint64_t skipped = 0;
    for (int steps = 0; viewer.due() && steps < 10; ++steps) {
        world.now = std::max(world.now, *viewer.due());
        const Sent step = next(viewer, world);
        CHECK(step.pushed.size() <= Attachment::MAX_PUSHED);
        if (!told.empty()) CHECK(step.skipped == 0);
        skipped += step.skipped;
        for (std::string& text : texts(step.pushed)) told.push_back(std::move(text));
        viewer.acknowledged(step.number, world.now);
    }
    CHECK(skipped == 5'500);
    REQUIRE(told.size() == 2'500);
    CHECK(told.front() == "5501");
    CHECK(told.back() == "8000");
    CHECK(viewer.is_shown());
}

TEST_CASE("a resize while idle sends no row again, one during a flood does")
{
    World world;
    Attachment viewer({.first = 0, .catch_up = 1'000});
    world.print(50);
    viewer.acknowledged(next(viewer, world).number, world.now);

    world.now += std::chrono::seconds(1);
    viewer.before_resize(world.history, world.screen.size, world.screen.size, world.now);
    viewer.after_resize(world.history, world.screen.size.columns, world.screen.rows_scrolled);
    const Sent peaceful = next(viewer, world);
    CHECK(peaceful.pushed.empty());
    viewer.acknowledged(peaceful.number, world.now);

    world.print(3);
    viewer.changed(world.now);
    viewer.acknowledged(next(viewer, world).number, world.now);
    viewer.before_resize(world.history, world.screen.size, world.screen.size, world.now);
    viewer.after_resize(world.history, world.screen.size.columns, world.screen.rows_scrolled);
    CHECK(next(viewer, world).pushed.size() == 4); // a screenful
}

TEST_CASE("a cleared history is handled")
{
    World world;
    Attachment viewer({.first = 10, .catch_up = 10});
    world.print(20);
    viewer.acknowledged(next(viewer, world).number, world.now);
    world.print(5'000);
    world.history.clear();
    viewer.changed(world.now);
    world.now += std::chrono::seconds(1);

    const Sent step = next(viewer, world);

    CHECK(step.pushed.empty());
    viewer.acknowledged(step.number, world.now);
    CHECK(viewer.is_shown());
}

TEST_CASE("a frame from before a synchronised update has no rows that left the screen since")
{
    World world;
    Attachment viewer({.first = 0, .catch_up = 100});
    viewer.acknowledged(next(viewer, world).number, world.now);
    world.print(2);
    const Frame before = world.frame();
    world.print(3);

    viewer.changed(world.now);
    const Sent step = next(viewer, world, before);

    CHECK(texts(step.pushed) == std::vector<std::string>{"1", "2"});
    CHECK(viewer.shown()->frame.screen == before.screen);
    CHECK_FALSE(viewer.shown()->frame.screen == world.screen);

    const Sent rest = next(viewer, world);

    CHECK(texts(rest.pushed) == std::vector<std::string>{"3", "4", "5"});
    CHECK(rest.skipped == 0);
}

namespace {

bool is_at(TextPosition position, std::uint64_t line, std::uint64_t cell)
{
    return position == TextPosition{.line = line, .cell = cell};
}

bool is_row(HistoryRow found, std::uint64_t line, std::size_t row)
{
    return found == HistoryRow{.line = line, .row = row};
}

/// A line of ten characters in rows of four, and a short line.
History two_lines()
{
    History history;
    history.append(wrapped_row_of("0123", 4));
    history.append(wrapped_row_of("4567", 4));
    history.append(row_of("89", 4));
    history.append(row_of("x", 4));
    return history;
}

} // namespace

TEST_CASE("a row of history has a position in the text and is found by it at any width")
{
    const History history = two_lines();

    CHECK(is_at(position_of(history, {0, 2}, 4), 0, 8));
    CHECK(is_at(position_of(history, {0, 1}, 6), 0, 6));
    CHECK(is_at(position_of(history, {1, 0}, 6), 1, 0));

    CHECK(is_row(row_at(history, {.line = 0, .cell = 8}, 4), 0, 2));
    CHECK(is_row(row_at(history, {.line = 0, .cell = 8}, 6), 0, 1));
    CHECK(is_row(row_at(history, {.line = 0, .cell = 5}, 6), 0, 0));
    CHECK(is_row(row_at(history, {.line = 0, .cell = 10}, 6), 1, 0));
    CHECK(is_row(row_at(history, {.line = 9, .cell = 5}, 6), 9, 0));
}

TEST_CASE("the position after a line that continues on the screen is in that line")
{
    History history;
    history.append(wrapped_row_of("0123", 4));

    CHECK(is_at(position_of(history, history.end_row(), 4), 0, 4));
    CHECK(row_at(history, {.line = 0, .cell = 4}, 4) == history.end_row());
}

TEST_CASE("a cell left empty by a double-width glyph that did not fit is not part of the text")
{
    History history;
    Row row = wrapped_row_of("012", 4);
    history.append(row);

    CHECK(is_at(position_of(history, history.end_row(), 4), 0, 3));
}
