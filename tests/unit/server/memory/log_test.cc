#include "server/memory/log.h"

#include "tests/support/cases.h"
#include "tests/support/shared_memory.h"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <random>
#include <string>

using namespace cleat;
using cleat::test::cases;

namespace {

constexpr std::size_t SMALL = 64U << 10U;

UniqueFd make_memory(std::size_t capacity = SMALL)
{
    return cleat::test::log_memory(capacity);
}

Log map(const UniqueFd& memory)
{
    auto log = Log::map(memory.get(), 0);
    REQUIRE(log.has_value());
    return std::move(*log);
}

/// Simulates a read: requests room, fills some of it, and appends that.
void read_in(Log& log, std::string_view bytes, std::int64_t time, std::size_t room = 0)
{
    const auto space = log.space(std::max(room, bytes.size()));
    REQUIRE(space.size() >= bytes.size());
    std::copy(bytes.begin(), bytes.end(), space.begin());
    log.append(bytes.size(), time);
}

std::string random_bytes(std::mt19937_64& random, std::size_t count)
{
    std::string bytes(count, 0);
    for (auto& byte : bytes) byte = static_cast<char>(random());
    return bytes;
}

} // namespace

TEST_CASE("a new log is empty")
{
    const auto memory = make_memory();
    const auto log = map(memory);

    CHECK(log.begin() == 0);
    CHECK(log.end() == 0);
    CHECK(log.capacity() == SMALL);
    CHECK(log.bytes(0, 0).empty());
    CHECK(log.unappended() == 0);
    CHECK(log.read_at(0).time == 0);
}

TEST_CASE("bytes are kept by offset")
{
    const auto memory = make_memory();
    auto log = map(memory);

    read_in(log, "hello ", 10);
    read_in(log, "world", 20);

    CHECK(log.end() == 11);
    CHECK(log.bytes(0, 11) == "hello world");
    CHECK(log.bytes(6, 9) == "wor");
}

TEST_CASE("any span of the last capacity bytes is contiguous, even across the ring's end")
{
    std::mt19937_64 random(7);
    for ([[maybe_unused]] const int i : cases(20)) {
        const auto memory = make_memory();
        auto log = map(memory);
        std::string all;
        while (all.size() < 5 * SMALL) {
            const auto room = std::uniform_int_distribution<std::size_t>(1, SMALL / 2)(random);
            const auto bytes = random_bytes(random, std::uniform_int_distribution<std::size_t>(1, room)(random));
            read_in(log, bytes, 0, room);
            all += bytes;
            REQUIRE(log.end() == all.size());
            REQUIRE(log.end() - log.begin() >= std::min(all.size(), SMALL / 2));
            REQUIRE((log.bytes(log.begin(), log.end()) == std::string_view(all).substr(log.begin())));
        }
    }
}

TEST_CASE("bytes whose room is given to a read are lost at once")
{
    const auto memory = make_memory();
    auto log = map(memory);
    read_in(log, std::string(SMALL, 'x'), 0);
    CHECK(log.begin() == 0);

    static_cast<void>(log.space(100));

    CHECK(log.begin() == 100);
    CHECK(log.end() == SMALL);
}

TEST_CASE("room is never larger than the capacity")
{
    const auto memory = make_memory();
    auto log = map(memory);

    CHECK(log.space(10 * SMALL).size() == SMALL);
}

TEST_CASE("room is filled with the sentinel, whatever it contained before")
{
    const auto is_sentinel = [](char byte) { return byte == Log::SENTINEL; };
    std::mt19937_64 random(11);
    const auto memory = make_memory();
    auto log = map(memory);
    for (int i = 0; i < 200; ++i) {
        const auto room = std::uniform_int_distribution<std::size_t>(1, SMALL)(random);
        const auto space = log.space(room);
        REQUIRE(std::ranges::all_of(space, is_sentinel));
        const auto count = std::uniform_int_distribution<std::size_t>(0, room)(random);
        std::fill_n(space.begin(), count, 'x');
        log.append(count, i);
    }
}

TEST_CASE("a read has its time, and a byte belongs to its read")
{
    const auto memory = make_memory();
    auto log = map(memory);
    read_in(log, "aaa", 100);
    read_in(log, "b", 200);
    read_in(log, "cc", 300);

    CHECK(log.read_at(0).time == 100);
    CHECK(log.read_at(2).time == 100);
    CHECK(log.read_at(3).time == 200);
    CHECK(log.read_at(3).offset == 3);
    CHECK(log.read_at(4).time == 300);
    CHECK(log.read_at(5).offset == 4);
    CHECK(log.read_at(1000).time == 300);
}

TEST_CASE("the times of the last 4,095 reads are kept")
{
    const auto memory = make_memory();
    auto log = map(memory);
    for (int i = 0; i < 10'000; ++i) read_in(log, "ab", i);

    for (const int read : {9999, 9998, 8000, 10'000 - 4095}) {
        CAPTURE(read);
        const auto offset = static_cast<std::uint64_t>(read) * 2;
        CHECK(log.read_at(offset).time == read);
        CHECK(log.read_at(offset + 1).offset == offset);
    }
    CHECK(log.read_at(0).time == 10'000 - 4095);
}

TEST_CASE("another mapping of the same memory sees the same log")
{
    const auto memory = make_memory();
    auto log = map(memory);
    for (int i = 0; i < 100; ++i) read_in(log, std::string(1000, static_cast<char>('a' + i % 26)), i);

    const auto other = map(memory);

    CHECK(other.begin() == log.begin());
    CHECK(other.end() == log.end());
    CHECK((other.bytes(other.begin(), other.end()) == log.bytes(log.begin(), log.end())));
    read_in(log, "new", 1234);
    CHECK(other.bytes(other.end() - 3, other.end()) == "new");
    CHECK(other.read_at(other.end() - 1).time == 1234);
}

TEST_CASE("moving a log does not move its bytes")
{
    const auto memory = make_memory();
    auto log = map(memory);
    read_in(log, "abc", 1);

    auto moved = std::move(log);
    const auto other_memory = make_memory();
    auto assigned = map(other_memory);
    assigned = std::move(moved);

    CHECK(assigned.bytes(0, 3) == "abc");
}

TEST_CASE("bytes that were read but not appended are found by the next process that maps the memory")
{
    const auto memory = make_memory();
    {
        auto log = map(memory);
        read_in(log, "noted", 1);
        const auto space = log.space(4096);
        const std::string_view lost = "found again";
        std::copy(lost.begin(), lost.end(), space.begin());
    }

    auto log = map(memory);
    REQUIRE(log.unappended() == 11);
    log.append(log.unappended(), 2);

    CHECK(log.bytes(0, log.end()) == "notedfound again");
    CHECK(log.unappended() == 0);
}

TEST_CASE("nothing is found if nothing was read, however often the ring wrapped around")
{
    std::mt19937_64 random(3);
    const auto memory = make_memory();
    for (int i = 0; i < 500; ++i) {
        auto log = map(memory);
        REQUIRE(log.unappended() == 0);
        const auto room = std::uniform_int_distribution<std::size_t>(1, SMALL)(random);
        static_cast<void>(log.space(room));
        REQUIRE(log.unappended() == 0);
        const auto count = std::uniform_int_distribution<std::size_t>(1, room)(random);
        read_in(log, std::string(count, 'x'), 0, room);
    }
}

TEST_CASE("a writer killed at any moment loses no byte that it has read")
{
    const std::string alphabet = "abcdefghijklmnopqrstuvwxyz";
    for (const int i : cases(50)) {
        const auto memory = make_memory();
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        const UniqueFd from{ends[0]};
        UniqueFd to{ends[1]};
        const pid_t reader = ::fork();
        if (reader == 0) {
            to.reset();
            auto log = Log::map(memory.get(), 0);
            for (;;) {
                const auto space = log->space(100);
                const auto count = ::read(from.get(), space.data(), space.size());
                if (count <= 0) ::_exit(0);
                log->append(static_cast<std::size_t>(count), 0);
            }
        }
        REQUIRE(reader > 0);
        std::uint64_t sent = 0;
        for (int write = 0; write < 50 + 37 * i; ++write)
            sent += static_cast<std::uint64_t>(::write(to.get(), alphabet.data(), alphabet.size()));
        ::kill(reader, SIGKILL);
        REQUIRE(::waitpid(reader, nullptr, 0) == reader);

        auto log = map(memory);
        log.append(log.unappended(), 0);
        to.reset();
        for (;;) {
            const auto space = log.space(100);
            const auto count = ::read(from.get(), space.data(), space.size());
            if (count <= 0) break;
            log.append(static_cast<std::size_t>(count), 0);
        }

        REQUIRE(log.end() == sent);
        for (auto offset = log.begin(); offset < log.end(); ++offset)
            REQUIRE(log.bytes(offset, offset + 1)[0] == alphabet[offset % alphabet.size()]);
    }
}

TEST_CASE("memory that is not a log is refused")
{
    const auto invalid = [](int fd) {
        const auto log = Log::map(fd, 0);
        REQUIRE_FALSE(log.has_value());
        return log.error().code();
    };
    const UniqueFd empty{::memfd_create("empty", MFD_CLOEXEC)};
    REQUIRE(::ftruncate(empty.get(), 1 << 20) == 0);
    CHECK(invalid(empty.get()) == ErrorCode::invalid);

    const auto memory = make_memory();
    const std::uint64_t odd = SMALL + 1;
    REQUIRE(::pwrite(memory.get(), &odd, sizeof odd, 16) == sizeof odd); // the capacity
    CHECK(invalid(memory.get()) == ErrorCode::invalid);
    const std::uint64_t twice = 2 * SMALL;
    REQUIRE(::pwrite(memory.get(), &twice, sizeof twice, 16) == sizeof twice);
    CHECK(invalid(memory.get()) == ErrorCode::invalid);
}

TEST_CASE("a log with an inconsistent header is refused")
{
    const auto memory = make_memory();
    const std::uint64_t beyond = 1;
    REQUIRE(::pwrite(memory.get(), &beyond, sizeof beyond, 24) == sizeof beyond); // an end beyond the filled part

    CHECK_FALSE(Log::map(memory.get(), 0).has_value());
}

TEST_CASE("every byte has the stream that it came from")
{
    std::mt19937_64 random(11);
    for ([[maybe_unused]] const int i : cases(20)) {
        const auto memory = make_memory();
        auto log = map(memory);
        std::vector<OutputStream> streams; // of each byte
        while (streams.size() < 5 * SMALL) {
            const auto stream = random() % 3 == 0 ? OutputStream::err : OutputStream::out;
            const auto bytes = random_bytes(random, 1 + random() % 500);
            REQUIRE(bytes.copy(log.space(bytes.size(), stream).data(), bytes.size()) == bytes.size());
            log.append(bytes.size(), 0);
            streams.insert(streams.end(), bytes.size(), stream);
        }
        for (auto offset = log.begin(); offset < log.end();) {
            const auto run = log.run_at(offset);
            REQUIRE(run.end > offset);
            REQUIRE(run.end <= log.end());
            for (; offset < run.end; ++offset) REQUIRE(streams[offset] == run.stream);
            if (offset < log.end()) REQUIRE(streams[offset] != run.stream);
        }
    }
}

TEST_CASE("bytes whose stream would be discarded are not kept")
{
    const auto memory = make_memory(1U << 20);
    auto log = map(memory);
    const auto write_to = [&log](OutputStream stream) {
        log.space(2, stream)[0] = 'x';
        log.append(1, 0);
    };
    for (std::size_t i = 0; i < Log::MAX_RUNS; ++i) write_to(i % 2 == 0 ? OutputStream::out : OutputStream::err);
    CHECK(log.begin() == 0);
    CHECK(log.room_before_losing(1) > 0);
    CHECK(log.room_before_losing(0) == 0); // because the next run replaces the first

    write_to(OutputStream::out);

    CHECK(log.begin() == 1);
    CHECK(log.run_at(1).stream == OutputStream::err);
    CHECK(log.run_at(log.end() - 1).stream == OutputStream::out);
    write_to(OutputStream::out); // no other run
    CHECK(log.begin() == 1);
}

TEST_CASE("reads are limited to the room before the first byte that is still needed")
{
    const auto memory = make_memory();
    auto log = map(memory);
    read_in(log, std::string(SMALL / 2, 'x'), 0);
    CHECK(log.room_before_losing(0) == SMALL / 2);
    CHECK(log.room_before_losing(100) == SMALL / 2 + 100);
    CHECK(log.room_before_losing(log.end()) == SMALL);

    static_cast<void>(log.space(log.room_before_losing(0)));

    CHECK(log.begin() == 0);
}
