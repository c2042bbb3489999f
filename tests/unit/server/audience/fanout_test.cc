#include "server/audience/fanout.h"

#include "common/wire/codec.h"

#include <doctest/doctest.h>

#include <deque>
#include <set>

using namespace cleat;
using std::chrono::milliseconds;

namespace {

/// A viewer that applies what it is shown, and acknowledges it when the test says so.
struct FakeViewer : ViewerSink {
    bool ready = true;
    std::vector<std::shared_ptr<const std::string>> frames;
    Screen screen{Size{1, 1}};
    std::vector<std::string> pushed;
    std::uint64_t number = 0;

    [[nodiscard]] bool is_ready() const override { return ready; }
    void show(std::shared_ptr<const std::string> frame) override
    {
        const auto envelope = decode_server_message(std::string_view(*frame).substr(4));
        REQUIRE(envelope.has_value());
        const Step& step = std::get<Step>(envelope->message);
        CHECK(step.number > number);
        number = step.number;
        screen = apply(screen, step.update);
        for (const Bytes& row : step.pushed) pushed.push_back(row.data);
        frames.push_back(std::move(frame));
    }
    void happened(const Happened& /*what*/) override {}
    void ended(const ExitStatus& /*how*/) override {}
    void detached(const std::string& /*reason*/) override {}
    void role_changed(Role /*role*/, ViewerId /*holder*/) override {}
    void control_asked(ViewerId /*by*/) override {}
    void input_closed() override {}
    void recording_changed(const RecordingChanged&) override {}
    void guest_news(const GuestNews&) override {}
    void input_drained() override {}
    void input_taken(std::uint64_t) override {}
};

/// A terminal with viewers, and a loop that runs for as long as the test likes.
struct WatchedTerminal {
    Loop loop;
    Terminal terminal{Size{4, 20}};
    std::set<ViewerId> told;
    int silences = 0;
    Fanout fanout{loop, terminal, [this](ViewerId id) { told.insert(id); }, [this] { ++silences; }};
    std::deque<FakeViewer> viewers;
    int lines = 0;

    ViewerId add(Fanout::Rank rank, HistoryWish wish = {}, Fanout::Counts counts = Fanout::Counts::yes)
    {
        viewers.emplace_back();
        fanout.add(viewers.size(), viewers.back(), rank, wish, counts);
        return viewers.size();
    }
    FakeViewer& viewer(ViewerId id) { return viewers[id - 1]; }

    void print(const std::string& text)
    {
        terminal.feed(text);
        fanout.changed();
    }
    void print_line() { print("\r\n" + std::to_string(++lines)); }
    void acknowledge(ViewerId id) { fanout.acknowledged(id, viewer(id).number); }
    void acknowledge_all()
    {
        for (ViewerId id = 1; id <= viewers.size(); ++id) acknowledge(id);
    }

    /// Runs the loop until it is so; false after a time in which it should have been.
    bool until(const std::function<bool()>& is_so)
    {
        const auto end = Clock::now() + std::chrono::seconds(10);
        while (!is_so() && Clock::now() < end) turn(milliseconds(1));
        return is_so();
    }
    /// Does it at one moment of the loop's: no time passes meanwhile, however slow the machine is.
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
        for (const FakeViewer& viewer : viewers)
            if (viewer.screen != terminal.screen()) return false;
        return true;
    }
};

} // namespace

TEST_CASE("who comes is shown the screen, and then what changes, at once")
{
    WatchedTerminal world;
    world.print("before");
    const ViewerId controller = world.add(Fanout::Rank::first);
    const ViewerId observer = world.add(Fanout::Rank::paced);
    REQUIRE(world.until([&] { return world.all_are_right(); }));
    world.acknowledge_all();
    world.turn(milliseconds(200)); // so that nothing is too soon

    world.print(" and after");

    CHECK(world.viewer(controller).screen == world.terminal.screen());
    CHECK(world.viewer(observer).screen == world.terminal.screen());
    CHECK_FALSE(world.fanout.is_shown());
    world.acknowledge_all();
    CHECK(world.fanout.is_shown());
}

TEST_CASE("those who were shown the same are given the same bytes")
{
    WatchedTerminal world;
    for (int i = 0; i < 100; ++i) world.add(Fanout::Rank::paced);
    REQUIRE(world.until([&] { return world.all_are_right(); }));
    world.acknowledge_all();
    world.turn(milliseconds(200));

    world.print_line();
    REQUIRE(world.until([&] { return world.all_are_right(); }));

    std::set<const std::string*> bytes;
    for (const FakeViewer& viewer : world.viewers) bytes.insert(viewer.frames.back().get());
    CHECK(bytes.size() == 1);
}

TEST_CASE("a turn of the loop shows something to thirty-two who watch, and to those who control before them")
{
    WatchedTerminal world;
    for (int i = 0; i < 100; ++i) world.add(Fanout::Rank::paced);
    const ViewerId controller = world.add(Fanout::Rank::first);
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

TEST_CASE("who does not answer is shown two steps and no more, and the newest screen when it answers")
{
    WatchedTerminal world;
    const ViewerId stalled = world.add(Fanout::Rank::paced);
    const ViewerId lively = world.add(Fanout::Rank::paced);
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

TEST_CASE("one that does not count holds nothing up, and one that counts does until it is silent")
{
    WatchedTerminal world;
    ViewerId guest = 0;
    ViewerId full = 0;
    ViewerId stalled = 0;
    world.at_one_moment([&] {
        guest = world.add(Fanout::Rank::paced, {}, Fanout::Counts::no);
        CHECK(world.fanout.is_shown());
        full = world.add(Fanout::Rank::paced);
        stalled = world.add(Fanout::Rank::first);
        world.viewer(full).ready = false; // is shown nothing, and so has nothing to acknowledge
        CHECK_FALSE(world.fanout.is_shown());
        CHECK_FALSE(world.fanout.is_silent(stalled));
    });

    // Without anything that happens; one may be silent before the other.
    CHECK(world.until([&] { return world.silences > 0 && world.fanout.is_shown(); }));

    CHECK(world.fanout.is_silent(full));
    CHECK(world.fanout.is_silent(stalled));
    CHECK(world.viewer(guest).frames.size() == 1);
    world.at_one_moment([&] {
        world.print_line();
        CHECK(world.fanout.is_shown());
        world.acknowledge(stalled);
        CHECK_FALSE(world.fanout.is_silent(stalled));
        world.print_line();
        CHECK_FALSE(world.fanout.is_shown());
    });
}

TEST_CASE("a viewer whose connection is full is passed over until it has room")
{
    WatchedTerminal world;
    const ViewerId full = world.add(Fanout::Rank::paced);
    REQUIRE(world.until([&] { return world.all_are_right(); }));
    world.acknowledge(full);
    world.viewer(full).ready = false;
    for (int i = 0; i < 5; ++i) {
        world.print_line();
        world.turn(milliseconds(10));
    }
    CHECK(world.viewer(full).frames.size() == 1);

    world.viewer(full).ready = true;
    world.fanout.drained(full);

    CHECK(world.until([&] { return world.all_are_right(); }));
}

TEST_CASE("whatever is printed, however many watch and whenever they answer, all see the end, and every row once")
{
    WatchedTerminal world;
    for (int i = 0; i < 70; ++i) world.add(i % 10 == 0 ? Fanout::Rank::first : Fanout::Rank::paced, {0, 1'000'000});
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

TEST_CASE("every row that leaves the top is told to everybody, once, in order")
{
    WatchedTerminal world;
    for (int i = 0; i < 40; ++i) world.add(i % 8 == 0 ? Fanout::Rank::first : Fanout::Rank::paced, {0, 1'000'000});
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
    for (const FakeViewer& viewer : world.viewers)
        CHECK(std::equal(kept.begin(), kept.end(), viewer.pushed.begin(), viewer.pushed.end()));
}

TEST_CASE("after the end each is let go when it was told everything")
{
    WatchedTerminal world;
    const ViewerId controller = world.add(Fanout::Rank::first);
    const ViewerId observer = world.add(Fanout::Rank::paced);
    const ViewerId stalled = world.add(Fanout::Rank::paced);
    REQUIRE(world.until([&] { return world.all_are_right(); }));
    world.acknowledge_all();
    world.viewer(stalled).ready = false;
    world.print("the last words");

    world.fanout.finish();

    CHECK(world.until([&] { return world.told == std::set<ViewerId>{controller, observer}; }));
    CHECK(world.viewer(observer).screen == world.terminal.screen());
    world.viewer(stalled).ready = true;
    world.fanout.drained(stalled);
    CHECK(world.until([&] { return world.told.contains(stalled); }));
    CHECK(world.viewer(stalled).screen == world.terminal.screen());
}

TEST_CASE("a viewer of another rank is shown what there is soon, and let go soon, never within the call")
{
    WatchedTerminal world;
    const ViewerId viewer = world.add(Fanout::Rank::paced);
    REQUIRE(world.until([&] { return world.all_are_right(); }));
    world.acknowledge_all();
    world.viewer(viewer).ready = false;
    world.print("the last words");
    world.fanout.finish();
    world.viewer(viewer).ready = true;

    world.fanout.set_rank(viewer, Fanout::Rank::first);

    CHECK(world.told.empty());
    CHECK(world.until([&] { return world.told.contains(viewer); }));
    CHECK(world.viewer(viewer).screen == world.terminal.screen());
}

TEST_CASE("a screen that the program holds back is not shown, but for a time")
{
    WatchedTerminal world;
    const ViewerId observer = world.add(Fanout::Rank::paced);
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
    CHECK(Clock::now() - began >= Fanout::SYNCHRONISED_AT_MOST);
}

TEST_CASE("an update that was finished is shown, and what is begun in the same breath in time")
{
    WatchedTerminal world;
    const ViewerId controller = world.add(Fanout::Rank::first);
    const ViewerId observer = world.add(Fanout::Rank::paced);
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

TEST_CASE("what it costs to show it to all decides how often that is done, within bounds")
{
    Pacing pacing;
    CHECK(pacing.interval() == Pacing::LEAST);

    pacing.passed(std::chrono::microseconds(200));
    CHECK(pacing.interval() == std::chrono::microseconds(200) * Pacing::SHARE);
    pacing.passed(std::chrono::seconds(1));
    CHECK(pacing.interval() == Pacing::MOST);
    for (int i = 0; i < 100; ++i) pacing.passed(Clock::duration(0));
    CHECK(pacing.interval() == Pacing::LEAST);
}
