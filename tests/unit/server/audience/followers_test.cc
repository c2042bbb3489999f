#include "server/audience/followers.h"

#include "common/wire/codec.h"
#include "tests/support/cases.h"
#include "tests/support/quiet_sink.h"
#include "tests/support/shared_memory.h"
#include "tests/support/stream.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <random>
#include <vector>

using namespace cleat;
using cleat::test::cases;

namespace {

constexpr auto OUT = OutputStream::out;
constexpr auto ERR = OutputStream::err;

/// A peer that records what it is sent, unless it is not ready.
struct Sink : cleat::test::QuietSink {
    std::string bytes;                ///< of both streams, in the order received
    std::array<std::string, 2> apart; ///< of each stream
    std::vector<Gap> gaps;
    std::uint64_t at = 0; ///< the offset after the last byte or gap received

    void show(std::shared_ptr<const std::string> frame) override
    {
        auto message = decode_server_message(std::string_view(*frame).substr(4))->message;
        if (const auto* gap = std::get_if<Gap>(&message)) {
            gaps.push_back(*gap);
            at = gap->to;
            return;
        }
        const auto& output = std::get<Output>(message);
        CHECK(output.offset >= at);
        bytes += output.bytes.data;
        apart[static_cast<std::size_t>(output.stream)] += output.bytes.data;
        at = output.offset + output.bytes.data.size();
    }
};

/// A log that is written to, and its followers.
struct Fixture {
    explicit Fixture(std::size_t capacity = 4'096)
        : memory(cleat::test::log_memory(capacity)), log(std::move(*Log::map(memory.get(), 0)))
    {}

    void write(OutputStream stream, std::string_view bytes)
    {
        const auto space = log.space(bytes.size(), stream);
        bytes.copy(space.data(), bytes.size());
        log.append(bytes.size(), 0);
        followers.changed();
        turn();
    }
    /// A controller that follows the session.
    ViewerId add(Sink& sink, LogView view)
    {
        Member& member = members.add(sink, {}, view, 0);
        members.set_role(member, Role::controller);
        followers.attached(member);
        return member.id;
    }
    void drain(ViewerId id)
    {
        if (const Member* const member = members.find(id)) followers.drained(*member);
    }
    /// Runs all deferred calls, and those that they defer.
    void turn()
    {
        for (int i = 0; i < 50; ++i) {
            loop.defer([] {});
            Timer none(loop, [] {});
            none.start(std::chrono::microseconds(0));
            loop.run();
        }
    }

    Loop loop;
    UniqueFd memory;
    Log log;
    Members members;
    std::vector<ViewerId> complete;
    int taken = 0;
    Followers followers{loop,
                        log,
                        members,
                        {.on_complete =
                             [this](ViewerId id) {
                                 complete.push_back(id);
                                 members.remove(id);
                             },
                         .on_taken = [this] { ++taken; }}};
};

} // namespace

TEST_CASE("a follower is sent what was written and what is written later, each stream separately and in order")
{
    Fixture fixture;
    Sink sink;
    fixture.write(OUT, "one");

    fixture.add(sink, {});
    fixture.turn();
    fixture.write(ERR, "two");
    fixture.write(OUT, "three");

    CHECK(sink.bytes == "onetwothree");
    CHECK(sink.apart[0] == "onethree");
    CHECK(sink.apart[1] == "two");
    CHECK(fixture.complete.empty());
}

TEST_CASE("a follower that does not read is later sent the size of the gap, and continues after it")
{
    Fixture fixture;
    Sink sink;
    fixture.add(sink, {});
    fixture.write(OUT, "seen");
    sink.ready = false;
    for (int i = 0; i < 10; ++i) fixture.write(OUT, std::string(1'000, static_cast<char>('0' + i)));

    sink.ready = true;
    fixture.drain(1);

    const std::uint64_t begin = fixture.log.begin();
    CHECK(sink.gaps == std::vector<Gap>{{4, begin}});
    CHECK(sink.bytes == "seen" + std::string(fixture.log.bytes(begin, fixture.log.end())));
}

TEST_CASE("a follower of one stream is sent nothing of the other, however often they alternate")
{
    Fixture fixture;
    Sink sink;
    sink.ready = false;
    fixture.add(sink, {.streams = Follow::Streams::err});
    for (int i = 0; i < 300; ++i) {
        fixture.write(OUT, "o");
        fixture.write(ERR, "e");
    }

    sink.ready = true;
    for (int i = 0; i < 300; ++i) fixture.drain(1);

    CHECK(sink.bytes == std::string(300, 'e'));
}

TEST_CASE("the end is sent after the last byte, and at once to a follower that wants no more")
{
    Fixture fixture;
    Sink slow;
    Sink quick;
    fixture.write(OUT, "written");
    slow.ready = false;
    fixture.add(slow, {});
    fixture.add(quick, {.until = fixture.log.end()});

    fixture.turn();
    CHECK(quick.bytes == "written");
    CHECK(fixture.complete == std::vector<ViewerId>{2});
    fixture.followers.finish();
    fixture.turn();
    CHECK(fixture.complete == std::vector<ViewerId>{2});
    slow.ready = true;
    fixture.drain(1);

    CHECK(slow.bytes == "written");
    CHECK(fixture.complete == std::vector<ViewerId>{2, 1});
}

TEST_CASE("nothing is lost after the offset of the slowest lossless follower")
{
    Fixture fixture;
    Sink first;
    Sink second;
    CHECK_FALSE(fixture.followers.lossless().has_value());
    fixture.add(first, {.waited_for = true});
    fixture.add(second, {.waited_for = true});
    fixture.turn();
    first.ready = false;
    fixture.write(OUT, "abc");
    CHECK(fixture.followers.lossless() == 0);
    const int before = fixture.taken;

    first.ready = true;
    fixture.drain(1);

    CHECK(fixture.followers.lossless() == 3);
    CHECK(fixture.taken > before);
    fixture.members.remove(1);
    fixture.members.set_role(*fixture.members.find(2), Role::observer);
    CHECK_FALSE(fixture.followers.lossless().has_value());
}

TEST_CASE("R2: output sent up to any offset, and output sent from it on, are together every byte once")
{
    std::mt19937_64 random(3);
    for ([[maybe_unused]] const int i : cases(20)) {
        Fixture fixture;
        std::array<std::string, 2> apart;
        std::string all;
        while (all.size() < 300) {
            const std::string bytes(1 + random() % 20, static_cast<char>('a' + random() % 26));
            const auto stream = random() % 2 == 0 ? OUT : ERR;
            fixture.write(stream, bytes);
            all += bytes;
            apart[static_cast<std::size_t>(stream)] += bytes;
        }
        for (std::uint64_t place = 0; place <= all.size(); ++place) {
            Sink before;
            Sink after;
            const ViewerId first = fixture.add(before, {.until = place});
            const ViewerId second = fixture.add(after, {.at = place});
            for (int turn = 0; turn < 100; ++turn) {
                fixture.drain(first);
                fixture.drain(second);
            }
            fixture.members.remove(first);
            fixture.members.remove(second);
            REQUIRE(before.bytes + after.bytes == all);
            REQUIRE(before.apart[0] + after.apart[0] == apart[0]);
            REQUIRE(before.apart[1] + after.apart[1] == apart[1]);
        }
    }
}

TEST_CASE("the last lines start at the right offset")
{
    Fixture fixture;
    const auto last = [&](std::uint64_t lines, Follow::Streams streams = Follow::Streams::both) {
        return start_of_lines(fixture.log, lines, streams);
    };
    CHECK(last(3) == 0);
    fixture.write(OUT, "one\n");
    fixture.write(ERR, "bad\n");
    fixture.write(OUT, "two\nthr");
    fixture.write(OUT, "ee");

    CHECK(last(0) == 17);
    CHECK(last(1) == 12);
    CHECK(last(2) == 8);
    CHECK(last(3) == 4);
    CHECK(last(4) == 0);
    CHECK(last(1'000) == 0);
    CHECK(last(1, Follow::Streams::err) <= 4);
    CHECK(last(2, Follow::Streams::out) == 8);
    fixture.write(OUT, "\n");
    CHECK(last(1) == 12); // the line that it ends is the last one
}

TEST_CASE("a frame of output is identical to the encoded message")
{
    for (const std::size_t size : {0U, 1U, 300U, 70'000U}) {
        const std::string bytes(size, 'x');
        CHECK(encode_output(5'000'000'000U, ERR, bytes) == encode(Output{5'000'000'000U, ERR, {bytes}}));
    }
}
