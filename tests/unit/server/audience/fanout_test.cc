#include "server/audience/fanout.h"

#include "tests/support/screen_sink.h"

#include <doctest/doctest.h>

#include <deque>
#include <set>

using namespace cleat;
using cleat::test::ScreenSink;
using std::chrono::milliseconds;

namespace {

/// A terminal with viewers, and a loop that the test runs.
struct WatchedTerminal {
    Loop loop;
    Terminal terminal{Size{4, 20}};
    Members members;
    std::set<ViewerId> complete;
    int silences = 0;
    Fanout fanout{loop,
                  terminal,
                  members,
                  {.on_complete =
                       [this](ViewerId id) {
                           complete.insert(id);
                           members.remove(id);
                       },
                   .on_silence = [this] { ++silences; }}};
    std::deque<ScreenSink> viewers;
    int lines = 0;

    ViewerId add(Role role, HistoryRequest history = {}, bool is_guest = false)
    {
        viewers.emplace_back();
        AttachRequest request;
        request.is_guest = is_guest;
        Member& added = members.add(viewers.back(), std::move(request), ScreenView{Attachment(history)}, 0);
        members.set_role(added, role);
        fanout.attached(added);
        return added.id;
    }
    Member& member(ViewerId id) { return *members.find(id); }
    ScreenSink& viewer(ViewerId id) { return viewers[id - 1]; }

    void print(const std::string& text)
    {
        terminal.feed(text);
        fanout.changed();
    }
    void print_line() { print("\r\n" + std::to_string(++lines)); }
    void acknowledge(ViewerId id)
    {
        if (members.find(id) != nullptr) fanout.acknowledged(member(id), viewer(id).number);
    }
    [[nodiscard]] bool is_silent(ViewerId id) { return member(id).is_silent(loop.now()); }
    void acknowledge_all()
    {
        for (ViewerId id = 1; id <= viewers.size(); ++id) acknowledge(id);
    }

    /// Runs the loop until the condition holds; false on timeout.
    bool until(const std::function<bool()>& is_so)
    {
        const auto end = Clock::now() + std::chrono::seconds(10);
        while (!is_so() && Clock::now() < end) turn(milliseconds(1));
        return is_so();
    }
    /// Runs the function within one turn of the loop: no time passes meanwhile, however slow the host is.
    void at_one_moment(std::function<void()> what)
    {
        loop.defer(std::move(what));
        loop.turn();
    }
    void turn(Clock::duration time)
    {
        Timer stop(loop, [this] { loop.stop(); });
        stop.start(std::chrono::duration_cast<std::chrono::microseconds>(time));
        loop.run();
    }
    [[nodiscard]] bool all_are_right()
    {
        for (const ScreenSink& viewer : viewers)
            if (viewer.screen != terminal.screen()) return false;
        return true;
    }
};

} // namespace

TEST_CASE("a new member is shown the screen, and then each change at once")
{
    WatchedTerminal world;
    world.print("before");
    const ViewerId controller = world.add(Role::controller);
    const ViewerId observer = world.add(Role::observer);
    REQUIRE(world.until([&] { return world.all_are_right(); }));
    world.acknowledge_all();
    world.turn(milliseconds(200)); // so that the next step is due

    world.print(" and after");

    CHECK(world.viewer(controller).screen == world.terminal.screen());
    CHECK(world.viewer(observer).screen == world.terminal.screen());
    CHECK_FALSE(world.fanout.is_shown());
    world.acknowledge_all();
    CHECK(world.fanout.is_shown());
}

TEST_CASE("members that were shown the same screen are sent the same bytes")
{
    WatchedTerminal world;
    for (int i = 0; i < 100; ++i) world.add(Role::observer);
    REQUIRE(world.until([&] { return world.all_are_right(); }));
    world.acknowledge_all();
    world.turn(milliseconds(200));

    world.print_line();
    REQUIRE(world.until([&] { return world.all_are_right(); }));

    std::set<const std::string*> bytes;
    for (const ScreenSink& viewer : world.viewers) bytes.insert(viewer.frames.back().get());
    CHECK(bytes.size() == 1);
}

TEST_CASE("one turn of the loop serves thirty-two observers, and the controllers before them")
{
    WatchedTerminal world;
    for (int i = 0; i < 100; ++i) world.add(Role::observer);
    const ViewerId controller = world.add(Role::controller);
    REQUIRE(world.until([&] { return world.all_are_right(); }));
    world.acknowledge_all();
    world.turn(milliseconds(200));

    world.print_line();

    CHECK(world.viewer(controller).screen == world.terminal.screen());
    std::size_t shown = 0;
    for (ViewerId id = 1; id <= 100; ++id) shown += world.viewer(id).screen == world.terminal.screen() ? 1U : 0U;
    CHECK(shown == Fanout::SLICE);
    CHECK(world.until([&] { return world.all_are_right(); }));
}

TEST_CASE(
    "a member that does not acknowledge is sent two steps and no more, and the newest screen when it acknowledges")
{
    WatchedTerminal world;
    const ViewerId stalled = world.add(Role::observer);
    const ViewerId lively = world.add(Role::observer);
    for (int i = 0; i < 20; ++i) {
        world.print_line();
        REQUIRE(world.until([&] { return world.viewer(lively).screen == world.terminal.screen(); }));
        world.acknowledge(lively);
    }
    CHECK(world.viewer(stalled).frames.size() == 2);

    world.acknowledge(stalled);

    CHECK(world.until([&] { return world.viewer(stalled).screen == world.terminal.screen(); }));
    CHECK(world.viewer(stalled).frames.size() == 3);
}

TEST_CASE("a member that does not count delays nothing, and one that counts does until it is silent")
{
    WatchedTerminal world;
    ViewerId guest = 0;
    ViewerId full = 0;
    ViewerId stalled = 0;
    world.at_one_moment([&] {
        guest = world.add(Role::observer, {}, true);
        CHECK(world.fanout.is_shown());
        full = world.add(Role::observer);
        stalled = world.add(Role::controller);
        world.viewer(full).ready = false; // is sent nothing, so it has nothing to acknowledge
        CHECK_FALSE(world.fanout.is_shown());
        CHECK_FALSE(world.is_silent(stalled));
    });

    // No event is needed for this, and one may become silent before the other.
    CHECK(world.until([&] { return world.silences > 0 && world.fanout.is_shown(); }));

    CHECK(world.is_silent(full));
    CHECK(world.is_silent(stalled));
    CHECK(world.viewer(guest).frames.size() == 1);
    world.at_one_moment([&] {
        world.print_line();
        CHECK(world.fanout.is_shown());
        world.acknowledge(stalled);
        CHECK_FALSE(world.is_silent(stalled));
        world.print_line();
        CHECK_FALSE(world.fanout.is_shown());
    });
}

TEST_CASE("a viewer whose connection is full is skipped until it has room")
{
    WatchedTerminal world;
    const ViewerId full = world.add(Role::observer);
    REQUIRE(world.until([&] { return world.all_are_right(); }));
    world.acknowledge(full);
    world.viewer(full).ready = false;
    for (int i = 0; i < 5; ++i) {
        world.print_line();
        world.turn(milliseconds(10));
    }
    CHECK(world.viewer(full).frames.size() == 1);

    world.viewer(full).ready = true;
    world.fanout.drained(world.member(full));

    CHECK(world.until([&] { return world.all_are_right(); }));
}

TEST_CASE(
    "whatever is printed, with any number of observers acknowledging at any time, all see the end, and every row once")
{
    WatchedTerminal world;
    for (int i = 0; i < 70; ++i) world.add(i % 10 == 0 ? Role::controller : Role::observer, {0, 1'000'000});
    for (int i = 0; i < 150; ++i) {
        for (int j = 0; j < i % 5; ++j) world.print_line();
        if (i % 40 == 20) {
            const Size size{4 + i % 3, 20};
            world.fanout.before_resize(size);
            world.terminal.resize(size);
            world.fanout.after_resize();
            world.fanout.changed();
        }
        world.turn(milliseconds(1));
        for (ViewerId id = 1; id <= world.viewers.size(); ++id)
            if ((id + static_cast<ViewerId>(i)) % 3 == 0) world.acknowledge(id);
    }

    CHECK(world.until([&] {
        world.acknowledge_all();
        return world.fanout.is_shown();
    }));
    CHECK(world.all_are_right());
}

TEST_CASE("every row that leaves the top is sent to every member, once, in order")
{
    WatchedTerminal world;
    for (int i = 0; i < 40; ++i) world.add(i % 8 == 0 ? Role::controller : Role::observer, {0, 1'000'000});
    for (int i = 0; i < 100; ++i) {
        for (int j = 0; j < i % 7; ++j) world.print_line();
        world.turn(milliseconds(1));
        for (ViewerId id = 1; id <= world.viewers.size(); ++id)
            if ((id + static_cast<ViewerId>(i)) % 3 == 0) world.acknowledge(id);
    }
    REQUIRE(world.until([&] {
        world.acknowledge_all();
        return world.fanout.is_shown();
    }));

    const std::vector<std::string_view> kept = world.terminal.history().newest_rows(100'000);
    for (const ScreenSink& viewer : world.viewers)
        CHECK(std::equal(kept.begin(), kept.end(), viewer.pushed.begin(), viewer.pushed.end()));
}

TEST_CASE("after the end each member is removed when it was sent everything")
{
    WatchedTerminal world;
    const ViewerId controller = world.add(Role::controller);
    const ViewerId observer = world.add(Role::observer);
    const ViewerId stalled = world.add(Role::observer);
    REQUIRE(world.until([&] { return world.all_are_right(); }));
    world.acknowledge_all();
    world.viewer(stalled).ready = false;
    world.print("the last words");

    world.fanout.finish();

    CHECK(world.until([&] { return world.complete == std::set<ViewerId>{controller, observer}; }));
    CHECK(world.viewer(observer).screen == world.terminal.screen());
    world.viewer(stalled).ready = true;
    world.fanout.drained(world.member(stalled));
    CHECK(world.until([&] { return world.complete.contains(stalled); }));
    CHECK(world.viewer(stalled).screen == world.terminal.screen());
}

TEST_CASE("a viewer whose role changed is shown the latest screen soon, and removed soon, never within the call")
{
    WatchedTerminal world;
    const ViewerId viewer = world.add(Role::observer);
    REQUIRE(world.until([&] { return world.all_are_right(); }));
    world.acknowledge_all();
    world.viewer(viewer).ready = false;
    world.print("the last words");
    world.fanout.finish();
    world.viewer(viewer).ready = true;

    world.members.set_role(world.member(viewer), Role::controller);
    world.fanout.roles_changed();

    CHECK(world.complete.empty());
    CHECK(world.until([&] { return world.complete.contains(viewer); }));
    CHECK(world.viewer(viewer).screen == world.terminal.screen());
}

TEST_CASE("a screen that the program holds back is not shown until a timeout")
{
    WatchedTerminal world;
    const ViewerId observer = world.add(Role::observer);
    world.print("whole");
    REQUIRE(world.until([&] { return world.all_are_right(); }));
    world.acknowledge(observer);
    world.turn(milliseconds(20));
    const Screen before = world.viewer(observer).screen;

    const auto began = Clock::now();
    world.print("\x1b[?2026h\x1b[2Jhalf");

    CHECK(world.until([&] {
        world.acknowledge_all();
        return world.viewer(observer).screen != before;
    }));
    CHECK(Clock::now() - began >= Frames::SYNCHRONISED_AT_MOST);
}

TEST_CASE("a finished update is shown, and one that starts at the same time is shown in time")
{
    WatchedTerminal world;
    const ViewerId controller = world.add(Role::controller);
    const ViewerId observer = world.add(Role::observer);
    REQUIRE(world.until([&] { return world.all_are_right(); }));
    world.acknowledge_all();
    world.turn(milliseconds(20));

    world.print("\x1b[?2026hfirst\x1b[?2026l\x1b[?2026h\rsecond");

    for (const ViewerId id : {controller, observer}) CHECK(world.viewer(id).screen.text() == "first\n\n\n\n");
    CHECK(world.until([&] {
        world.acknowledge_all();
        return world.viewer(controller).screen.text() == "second\n\n\n\n" &&
               world.viewer(observer).screen.text() == "second\n\n\n\n";
    }));
}

TEST_CASE("the cost of a pass decides how often there is one, within bounds")
{
    Pacing pacing;
    CHECK(pacing.interval() == Pacing::SHORTEST);

    pacing.passed(std::chrono::microseconds(200));
    CHECK(pacing.interval() == std::chrono::microseconds(200) * Pacing::SHARE);
    pacing.passed(std::chrono::seconds(1));
    CHECK(pacing.interval() == Pacing::LONGEST);
    for (int i = 0; i < 100; ++i) pacing.passed(Clock::duration(0));
    CHECK(pacing.interval() == Pacing::SHORTEST);
}
