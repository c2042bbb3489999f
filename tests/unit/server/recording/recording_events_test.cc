#include "server/recording/recording_events.h"

#include "tests/support/shared_memory.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <sys/eventfd.h>

using namespace cleat;
using Kind = RecordingEvent::Kind;

namespace {

/// The events of a session and the recorder's end of its board.
struct Posting {
    UniqueFd log_memory = cleat::test::log_memory(64U << 10);
    UniqueFd board_memory = cleat::test::board_memory();
    Log log = *Log::map(log_memory.get(), 0);
    RecordingBoard recorder = *RecordingBoard::map(board_memory.get(), 0);
    RecordingEvents events{log};

    void open() { REQUIRE(events.open(*RecordingBoard::map(board_memory.get(), 0)).has_value()); }
    void output(std::size_t count)
    {
        const auto space = log.space(count);
        std::fill_n(space.begin(), count, 'x');
        log.append(count, 1);
    }
    /// Leaves no room on the board, not even for an event without data.
    void fill_board()
    {
        std::size_t size = RecordingBoard::LONGEST_DATA;
        while (size > 0)
            if (!events.mark(std::string(size, 'm'))) size /= 2;
        while (events.mark({})) {
        }
    }
    /// Takes the oldest event and returns its kind and data; "none" if there is none.
    std::string take()
    {
        const auto event = recorder.next();
        if (!event) return "none";
        recorder.take_next();
        CHECK(event->offset == log.end());
        switch (event->kind) {
        case Kind::resize: return "resize " + event->data;
        case Kind::marker: return "marker " + event->data;
        case Kind::input: return "input " + event->data;
        case Kind::exit: return "exit " + event->data;
        case Kind::start: break;
        }
        return "start " + event->data;
    }
    void empty_board()
    {
        while (recorder.next()) recorder.take_next();
    }
    /// Whether the recorder was woken since the last call.
    [[nodiscard]] bool was_woken() const
    {
        eventfd_t count = 0;
        return ::eventfd_read(events.wake_descriptor(), &count) == 0;
    }
};

} // namespace

TEST_CASE("events of a session are posted in order, at the end of the output")
{
    Posting session;
    session.open();
    session.output(10);

    session.events.resized({24, 80});
    session.events.typed("ls");
    CHECK(session.events.mark("here"));
    CHECK(session.events.start());
    session.events.ended(3);

    CHECK(session.take() == "resize 80x24");
    CHECK(session.take() == "input ls");
    CHECK(session.take() == "marker here");
    CHECK(session.take() == "start ");
    CHECK(session.take() == "exit 3");
    CHECK(session.take() == "none");
    CHECK_FALSE(session.events.pending_exit().has_value());
    CHECK_FALSE(session.events.has_pending_start());
}

TEST_CASE("long input is posted in pieces")
{
    Posting session;
    session.open();
    const std::string input(70'000, 'k');

    session.events.typed(input);

    CHECK(session.take() == "input " + input.substr(0, 32'768));
    CHECK(session.take() == "input " + input.substr(0, 32'768));
    CHECK(session.take() == "input " + input.substr(0, 70'000 - 65'536));
    CHECK(session.take() == "none");
}

TEST_CASE("a sleeping recorder is woken once for an event, and for enough output")
{
    Posting session;
    session.open();
    CHECK(session.events.mark("awake"));
    CHECK_FALSE(session.was_woken());

    session.recorder.sleep_until(1'000);
    CHECK(session.events.mark("asleep"));
    CHECK(session.was_woken());
    CHECK(session.events.mark("again"));
    CHECK_FALSE(session.was_woken());

    session.recorder.sleep_until(100);
    session.output(99);
    session.events.appended();
    CHECK_FALSE(session.was_woken());
    session.output(1);
    session.events.appended();
    CHECK(session.was_woken());
}

TEST_CASE("of several sizes without room the newest is posted as soon as there is room")
{
    Posting session;
    session.open();
    session.fill_board();
    session.events.resized({24, 80});
    session.events.resized({50, 132});
    session.events.post_pending_size();
    session.empty_board();

    session.events.post_pending_size();
    session.events.post_pending_size();

    CHECK(session.take() == "resize 132x50");
    CHECK(session.take() == "none");
}

TEST_CASE("a posted size replaces a pending one")
{
    Posting session;
    session.open();
    session.fill_board();
    session.events.resized({24, 80});
    session.empty_board();

    session.events.resized({50, 132});
    session.events.post_pending_size();

    CHECK(session.take() == "resize 132x50");
    CHECK(session.take() == "none");
}

TEST_CASE("a marker reports dropped input before the next event")
{
    Posting session;
    session.open();
    session.fill_board();
    session.events.typed("lost");
    session.events.typed("lost, too");
    session.empty_board();

    session.events.typed("a");
    session.events.typed("b");

    CHECK(session.take() == "marker gap: input is missing here");
    CHECK(session.take() == "input a");
    CHECK(session.take() == "input b");
    CHECK(session.take() == "none");
}

TEST_CASE("a start event without room is pending until it is posted")
{
    Posting session;
    session.open();
    session.fill_board();

    CHECK_FALSE(session.events.start());
    CHECK(session.events.has_pending_start());

    session.empty_board();
    CHECK(session.events.start());
    CHECK_FALSE(session.events.has_pending_start());
    CHECK(session.take() == "start ");
}

TEST_CASE("an exit without room is pending, even before there is a board")
{
    Posting session;
    session.open();
    session.fill_board();
    session.events.ended(7);
    CHECK(session.events.pending_exit() == 7);

    Posting early;
    early.events.ended(9);
    CHECK(early.events.pending_exit() == 9);
    CHECK(early.events.board() == nullptr);
}

TEST_CASE("nothing is posted after the end, and what is on the board stays")
{
    Posting session;
    session.open();
    CHECK(session.events.mark("before"));
    session.recorder.sleep_until(0);

    session.events.close();
    session.events.appended();

    CHECK_FALSE(session.events.mark("after"));
    CHECK(session.events.board() != nullptr);
    CHECK(session.take() == "marker before");
    CHECK(session.take() == "none");
}
