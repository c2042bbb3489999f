#include "server/recording/recorder_lag.h"

#include "tests/support/shared_memory.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cleat;

namespace {

constexpr std::size_t LOG_CAPACITY = 256U << 10;
constexpr std::size_t ONE_READ = 64U << 10;

/// A session's log, its recorder's board and the events of the lag.
struct Lagging {
    UniqueFd log_memory = cleat::test::log_memory(LOG_CAPACITY);
    UniqueFd board_memory = cleat::test::board_memory();
    Loop loop;
    Log log = *Log::map(log_memory.get(), 0);
    RecordingBoard board = *RecordingBoard::map(board_memory.get(), 0);
    RecordingBoard recorder = *RecordingBoard::map(board_memory.get(), 0);
    int rooms = 0;
    int lapse_changes = 0;
    RecorderLag lag{loop, log, {.on_room = [this] { ++rooms; }, .on_lapse_changed = [this] { ++lapse_changes; }}};

    void output(std::size_t count)
    {
        while (count > 0) {
            const auto piece = std::min(count, ONE_READ);
            const auto space = log.space(piece);
            std::fill_n(space.begin(), piece, 'x');
            log.append(piece, 1);
            count -= piece;
        }
    }
    /// Fills the log with output that is not taken.
    void fill()
    {
        lag.set_board(board);
        lag.keep_from(0);
        output(LOG_CAPACITY);
    }
    /// The program is paused until the recorder has used up its time.
    void lapse()
    {
        fill();
        REQUIRE(lag.room() == 0);
        while (!lag.has_lapsed()) REQUIRE(loop.turn());
    }
    /// No timer is pending.
    bool is_idle() { return !loop.turn(); }
};

} // namespace

TEST_CASE("a program is not paused if nothing must be kept")
{
    Lagging session;
    session.output(2 * LOG_CAPACITY);

    CHECK(session.lag.room() == LOG_CAPACITY);
    CHECK(session.is_idle());
}

TEST_CASE("a program is paused before the recorder runs, if it records from the start")
{
    Lagging session;
    session.lag.keep_from(0);
    CHECK(session.lag.room() >= ONE_READ);
    session.output(LOG_CAPACITY);

    CHECK(session.lag.room() == 0);
    CHECK(session.lag.behind() == LOG_CAPACITY);
}

TEST_CASE("a paused program continues when the recorder has taken enough")
{
    Lagging session;
    session.fill();
    REQUIRE(session.lag.room() == 0);
    CHECK_FALSE(session.recorder.take_awaited());

    session.recorder.note_taken(2 * ONE_READ);
    CHECK(session.recorder.take_awaited());
    session.lag.took_output();

    CHECK(session.rooms == 1);
    CHECK(session.lag.room() >= ONE_READ);
    CHECK(session.lag.behind() == LOG_CAPACITY - 2 * ONE_READ);
    CHECK(session.is_idle());
    CHECK_FALSE(session.lag.has_lapsed());
}

TEST_CASE("a pause lapses, and then the program has room whatever is lost")
{
    Lagging session;
    session.lapse();

    CHECK(session.rooms == 1);
    CHECK(session.lapse_changes == 1);
    CHECK(session.lag.room() == LOG_CAPACITY);
    CHECK(session.is_idle());
}

TEST_CASE("a recorder that catches up after a lapse without a loss ends it")
{
    Lagging session;
    session.lapse();

    session.recorder.note_taken(ONE_READ);
    session.lag.note_progress();
    CHECK(session.lag.has_lapsed()); // it has not caught up yet

    session.recorder.note_taken(LOG_CAPACITY);
    CHECK(session.recorder.take_awaited());
    session.lag.took_output();
    CHECK_FALSE(session.lag.has_lapsed());
    CHECK(session.lapse_changes == 2);
}

TEST_CASE("a recorder that catches up only partly after a lapse is asked again")
{
    Lagging session;
    session.lapse();
    session.recorder.note_taken(LOG_CAPACITY);
    REQUIRE(session.recorder.take_awaited());
    session.output(LOG_CAPACITY);

    session.lag.took_output();
    CHECK(session.lag.has_lapsed());
    CHECK_FALSE(session.recorder.take_awaited());
    session.recorder.note_taken(2 * LOG_CAPACITY);
    CHECK(session.recorder.take_awaited());
}

TEST_CASE("a recorder that lost output resumes elsewhere, and from there on the program is paused again")
{
    Lagging session;
    session.lapse();
    session.output(2 * LOG_CAPACITY);
    session.lag.note_progress();
    REQUIRE(session.lag.has_lapsed());

    session.lag.resume_at(session.log.end());
    CHECK_FALSE(session.lag.has_lapsed());
    CHECK(session.lapse_changes == 2);
    CHECK(session.lag.behind() == 0);
    CHECK(session.lag.room() >= ONE_READ);

    session.lag.note_progress(); // the full time is available again
    session.output(LOG_CAPACITY);
    CHECK(session.lag.room() == 0);
}

TEST_CASE("a recorder that starts another file at an offset must still take earlier output")
{
    Lagging session;
    session.fill();

    session.lag.resume_at(session.log.end());

    CHECK(session.lag.behind() == LOG_CAPACITY);
    CHECK(session.lag.room() == 0);
    CHECK(session.lapse_changes == 0);
}

TEST_CASE("a program is paused for output before the end of the recording, and not for later output")
{
    Lagging session;
    session.fill();
    CHECK_FALSE(session.lag.is_stopping());
    CHECK(session.lag.stop_at(LOG_CAPACITY));
    CHECK(session.lag.is_stopping());
    CHECK(session.lag.room() == 0);

    CHECK_FALSE(session.lag.stop_at(0)); // only the first call counts
    CHECK(session.lag.room() == 0);

    session.recorder.note_taken(LOG_CAPACITY);
    CHECK(session.lag.room() == LOG_CAPACITY);
    session.output(LOG_CAPACITY);
    CHECK(session.lag.room() == LOG_CAPACITY);
}

TEST_CASE("a program is not paused for a recording that is discarded")
{
    Lagging session;
    session.fill();

    session.lag.stop_at(0);

    CHECK(session.lag.room() == LOG_CAPACITY);
}

TEST_CASE("a paused program is released when the recording is over")
{
    Lagging session;
    session.fill();
    REQUIRE(session.lag.room() == 0);

    session.lag.release();

    CHECK(session.rooms == 1);
    CHECK(session.lag.room() == LOG_CAPACITY);
    CHECK(session.is_idle());
}
