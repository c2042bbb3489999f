#include "server/memory/recording_board.h"

#include "tests/support/shared_memory.h"

#include <doctest/doctest.h>

#include <unistd.h>

#include <deque>
#include <random>
#include <string>
#include <thread>

using namespace cleat;
using cleat::test::board_memory;
using Kind = RecordingEvent::Kind;

namespace {

RecordingBoard map(const UniqueFd& memory)
{
    auto board = RecordingBoard::map(memory.get(), 0);
    REQUIRE(board.has_value());
    return std::move(*board);
}

} // namespace

TEST_CASE("both ends of a board see the same events, in order")
{
    const UniqueFd memory = board_memory();
    auto worker = map(memory);
    auto recorder = map(memory);
    const RecordingEvent resize{Kind::resize, 5, 100, "80x24"};
    const RecordingEvent marker{Kind::marker, 5, 200, std::string("a\0b", 3)};

    CHECK(worker.post(resize));
    CHECK(worker.post(marker));

    CHECK(recorder.next() == resize);
    CHECK(recorder.next() == resize);
    recorder.take_next();
    CHECK(recorder.next() == marker);
    recorder.take_next();
    CHECK_FALSE(recorder.next().has_value());
}

TEST_CASE("an event without room is not posted, and posted events stay intact")
{
    const UniqueFd memory = board_memory();
    auto board = map(memory);
    const std::string data(RecordingBoard::LONGEST_DATA, 'x');
    std::size_t posted = 0;
    while (board.post({Kind::input, posted, 0, data})) ++posted;

    CHECK(posted == RecordingBoard::EVENT_ROOM / (RecordingBoard::LONGEST_DATA + 32));
    for (std::size_t i = 0; i < posted; ++i) {
        CHECK(board.next() == RecordingEvent{Kind::input, i, 0, data});
        board.take_next();
    }
    CHECK(board.post({Kind::input, 0, 0, data}));
    CHECK_FALSE(board.post({Kind::input, 0, 0, data + "x"}));
}

TEST_CASE("events are taken as they were posted, however often the ring wraps around")
{
    const UniqueFd memory = board_memory();
    auto worker = map(memory);
    auto recorder = map(memory);
    std::mt19937_64 random(7);
    std::deque<RecordingEvent> expected;

    for (int i = 0; i < 20'000; ++i) {
        const RecordingEvent event{Kind::input, random(), static_cast<std::int64_t>(random() >> 1U),
                                   std::string(random() % 700, static_cast<char>(random()))};
        if (random() % 2 == 0 && worker.post(event)) expected.push_back(event);
        if (random() % 2 == 0 && !expected.empty()) {
            REQUIRE(recorder.next() == expected.front());
            recorder.take_next();
            expected.pop_front();
        }
    }
}

TEST_CASE("a recorder that sleeps until the log has reached a length is woken once, at that length")
{
    const UniqueFd memory = board_memory();
    auto board = map(memory);
    CHECK_FALSE(board.take_wake(1'000)); // it does not sleep

    board.sleep_until(100);

    CHECK_FALSE(board.take_wake(99));
    CHECK(board.take_wake(100));
    CHECK_FALSE(board.take_wake(101));
}

TEST_CASE("a worker that waits for output to be taken is notified once")
{
    const UniqueFd memory = board_memory();
    auto board = map(memory);
    board.set_awaited(100);

    board.note_taken(99);
    CHECK_FALSE(board.take_awaited());
    board.note_taken(100);
    CHECK(board.take_awaited());
    CHECK_FALSE(board.take_awaited());
}

TEST_CASE("two processes at once lose no event")
{
    const UniqueFd memory = board_memory();
    auto worker = map(memory);
    auto recorder = map(memory);
    constexpr std::uint64_t COUNT = 50'000;

    std::thread posting([&worker] {
        for (std::uint64_t i = 0; i < COUNT;)
            if (worker.post({Kind::marker, i, 0, std::to_string(i)})) ++i;
    });
    bool all_right = true;
    for (std::uint64_t i = 0; i < COUNT;) {
        const auto event = recorder.next();
        if (!event) continue;
        all_right = all_right && event->offset == i && event->data == std::to_string(i);
        recorder.take_next();
        ++i;
    }
    posting.join();

    CHECK(all_right);
}

TEST_CASE("memory that is not a board is refused")
{
    const UniqueFd small = cleat::test::shared_memory(4'096);
    CHECK(RecordingBoard::map(small.get(), 0).error().code() == ErrorCode::invalid);

    const UniqueFd other = board_memory();
    const std::uint64_t magic = 1;
    REQUIRE(::pwrite(other.get(), &magic, sizeof magic, 0) == sizeof magic);
    CHECK(RecordingBoard::map(other.get(), 0).error().code() == ErrorCode::invalid);
}
