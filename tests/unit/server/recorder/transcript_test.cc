#include "server/recorder/transcript.h"

#include "tests/support/cast_events.h"
#include "tests/support/shared_memory.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

using namespace cleat;
using Kind = RecordingEvent::Kind;
using Outcome = Transcript::Outcome;
using Event = test::OwnEvent;

namespace {

std::vector<Event> events_of(const std::string& cast)
{
    const auto whole = test::whole_cast(cast);
    CHECK(whole.damage.describe() == "");
    return whole.events;
}

Event output(std::int64_t time, std::string text)
{
    return {CastTime(time), CastKind::output, std::move(text)};
}

/// A session's log and board, as the worker writes them and a transcript reads them.
struct Recorded {
    UniqueFd log_memory = cleat::test::log_memory(64U << 10);
    UniqueFd board_memory = cleat::test::board_memory();
    Log log = *Log::map(log_memory.get(), 0);
    RecordingBoard board = *RecordingBoard::map(board_memory.get(), 0);
    Log seen = *Log::map(log_memory.get(), 0);
    RecordingBoard seen_board = *RecordingBoard::map(board_memory.get(), 0);

    void write(std::int64_t time, std::string_view bytes)
    {
        const auto space = log.space(bytes.size());
        std::copy(bytes.begin(), bytes.end(), space.begin());
        log.append(bytes.size(), time);
    }
    void post(Kind kind, std::int64_t time, std::string data) { board.post({kind, log.end(), time, std::move(data)}); }
};

Outcome take_all(Transcript& transcript, std::string& out)
{
    for (;;) {
        const Outcome outcome = transcript.take(out);
        if (outcome != Outcome::more && outcome != Outcome::at_frame) return outcome;
    }
}

constexpr Size SIZE{.rows = 24, .columns = 80};

} // namespace

TEST_CASE("output is recorded with the time when it was read, and sizes, markers and the exit at their position in it")
{
    Recorded session;
    Transcript transcript(session.seen, session.seen_board, Transcript::Lines::as_they_are);
    std::string cast;
    transcript.begin({}, {0, 1'000'000, SIZE, {}}, cast);

    session.write(1'500'000, "one");
    session.post(Kind::resize, 1'600'000, "100x30");
    session.post(Kind::marker, 1'700'000, "here");
    session.write(2'000'000, "two");
    session.post(Kind::exit, 3'000'000, "7");
    const Outcome outcome = take_all(transcript, cast);
    transcript.finish(cast);

    CHECK(outcome == Outcome::over);
    CHECK(events_of(cast) == std::vector<Event>{output(500'000, "one"),
                                                {CastTime(600'000), CastKind::resize, "100x30"},
                                                {CastTime(700'000), CastKind::marker, "here"},
                                                output(1'000'000, "two"),
                                                {CastTime(2'000'000), CastKind::exit, "7"}});
    CHECK(session.board.taken() == 6);
}

TEST_CASE("reads within a millisecond are one event, and others are not")
{
    Recorded session;
    Transcript transcript(session.seen, session.seen_board, Transcript::Lines::as_they_are);
    std::string cast;
    transcript.begin({}, {0, 0, SIZE, {}}, cast);

    session.write(10'000, "a");
    session.write(10'500, "b");
    session.write(11'000, "c");
    session.write(11'001, "d");
    take_all(transcript, cast);

    CHECK(events_of(cast) == std::vector<Event>{output(10'000, "abc"), output(11'001, "d")});
}

TEST_CASE("a character split between two reads is not split in the recording")
{
    Recorded session;
    Transcript transcript(session.seen, session.seen_board, Transcript::Lines::as_they_are);
    std::string cast;
    transcript.begin({}, {0, 0, SIZE, "\xe2\x82"}, cast); // the screen's bytes end in a partial one, too

    session.write(10'000, "\xac \xf0\x9f");
    take_all(transcript, cast);
    session.write(20'000, "\x98\x80.");
    take_all(transcript, cast);
    transcript.finish(cast);

    CHECK(test::text_of(events_of(cast)) == "\xe2\x82\xac \xf0\x9f\x98\x80.");
}

TEST_CASE("lost output leaves a marker with its size, followed by the redrawn screen")
{
    Recorded session;
    Transcript transcript(session.seen, session.seen_board, Transcript::Lines::as_they_are);
    std::string cast;
    transcript.begin({}, {0, 0, SIZE, {}}, cast);
    session.write(1'000, "kept");
    take_all(transcript, cast);

    for (int i = 0; i < 40; ++i) session.write(2'000 + i, std::string(4'000, 'x'));
    session.post(Kind::resize, 3'000, "100x30");
    session.post(Kind::marker, 3'100, "in between");
    session.post(Kind::start, 3'200, "");
    CHECK(take_all(transcript, cast) == Outcome::lost);
    transcript.resume({session.log.end(), 3'200, {.rows = 30, .columns = 100}, "SCREEN"}, cast);
    session.write(5'000, "after");
    CHECK(take_all(transcript, cast) == Outcome::up_to_date);

    CHECK(events_of(cast) ==
          std::vector<Event>{output(1'000, "kept"),
                             {CastTime(3'200), CastKind::marker, "gap: 160000 bytes of output are missing here"},
                             {CastTime(3'200), CastKind::marker, "in between"},
                             {CastTime(3'200), CastKind::resize, "100x30"},
                             output(3'200, "SCREEN"),
                             output(5'000, "after")});
    CHECK(transcript.gaps() == 1);
    CHECK(transcript.lost() == 160'000);
}

TEST_CASE("a loss at the end is marked")
{
    Recorded session;
    Transcript transcript(session.seen, session.seen_board, Transcript::Lines::as_they_are);
    std::string cast;
    transcript.begin({}, {0, 0, SIZE, {}}, cast);
    for (int i = 0; i < 40; ++i) session.write(2'000 + i, std::string(4'000, 'x'));

    CHECK(take_all(transcript, cast) == Outcome::lost);
    transcript.finish(cast);

    CHECK(events_of(cast).back().data == "gap: 160000 bytes of output are missing here");
}

TEST_CASE("an exit that did not fit on the board is the last event")
{
    Recorded session;
    Transcript transcript(session.seen, session.seen_board, Transcript::Lines::as_they_are);
    std::string cast;
    transcript.begin({}, {0, 0, SIZE, {}}, cast);
    session.write(1'000, "x");
    CHECK(take_all(transcript, cast) == Outcome::up_to_date);

    transcript.finish(cast, 3);

    CHECK(events_of(cast) == std::vector<Event>{output(1'000, "x"), {CastTime(1'000), CastKind::exit, "3"}});
}

TEST_CASE("another file starts where the session's state was sent, and neither lacks or repeats a byte")
{
    Recorded session;
    Transcript transcript(session.seen, session.seen_board, Transcript::Lines::as_they_are);
    std::string first;
    std::string second;
    transcript.begin({}, {0, 0, SIZE, {}}, first);
    session.write(1'000'000, "one");
    session.post(Kind::start, 1'100'000, "");
    const RecordingStart start{session.log.end(), 1'100'000, {.rows = 10, .columns = 20}, "SCREEN"};
    session.post(Kind::resize, 1'200'000, "30x20");
    session.write(1'500'000, "two");

    CHECK(take_all(transcript, first) == Outcome::at_start);
    transcript.finish(first);
    transcript.begin({}, start, second);
    CHECK(take_all(transcript, second) == Outcome::up_to_date);

    CHECK(events_of(first) == std::vector<Event>{output(1'000'000, "one")});
    CHECK(events_of(second) == std::vector<Event>{output(0, "SCREEN"),
                                                  {CastTime(100'000), CastKind::resize, "30x20"},
                                                  output(400'000, "two")});
}

TEST_CASE("output that a dead worker read but did not append is recorded")
{
    Recorded session;
    Transcript transcript(session.seen, session.seen_board, Transcript::Lines::as_they_are);
    std::string cast;
    transcript.begin({}, {0, 0, SIZE, {}}, cast);
    session.write(1'000, "noted ");
    const std::string_view last = "not noted";
    const auto space = session.log.space(100);
    std::copy(last.begin(), last.end(), space.begin());

    take_all(transcript, cast);
    transcript.take_unappended(cast);
    transcript.finish(cast);

    CHECK(test::text_of(events_of(cast)) == "noted not noted");
}

TEST_CASE("newlines of a program on pipes also return to the first column")
{
    Recorded session;
    Transcript transcript(session.seen, session.seen_board, Transcript::Lines::from_pipes);
    std::string cast;
    transcript.begin({}, {0, 0, SIZE, {}}, cast);

    session.write(1'000, "one\ntwo\n");
    take_all(transcript, cast);

    CHECK(test::text_of(events_of(cast)) == "one\r\ntwo\r\n");
}

TEST_CASE("a recording contains every character written, wherever reads and looks are cut")
{
    std::mt19937_64 random(11);
    for (int round = 0; round < 200; ++round) {
        Recorded session;
        Transcript transcript(session.seen, session.seen_board, Transcript::Lines::as_they_are);
        std::string cast;
        transcript.begin({}, {0, 0, SIZE, {}}, cast);
        std::string all;
        std::string text;
        for (int i = 0; i < 300; ++i) {
            constexpr std::array<std::string_view, 5> PIECES{"plain", "\x1b[31m", "\xc3\xbc", "\xe2\x82\xac",
                                                             "\xf0\x9f\x98\x80"};
            text += PIECES[random() % PIECES.size()];
        }
        std::int64_t time = 0;
        for (std::string_view rest = text; !rest.empty();) {
            const auto count = std::min<std::size_t>(1 + random() % 40, rest.size());
            session.write(time += static_cast<std::int64_t>(random() % 2'000), rest.substr(0, count));
            rest.remove_prefix(count);
            if (random() % 3 == 0) take_all(transcript, cast);
        }
        take_all(transcript, cast);
        transcript.finish(cast);

        REQUIRE(test::text_of(events_of(cast)) == text);
    }
}
