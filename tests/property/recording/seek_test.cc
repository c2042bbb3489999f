// A property of every recording: the terminal at a given time is the same, cell for cell, however the player gets
// there.
#include "tests/support/cases.h"
#include "tests/support/cast.h"
#include "tests/support/difference.h"
#include "tests/support/recorded.h"
#include "tests/support/scratch.h"

#include <algorithm>

using namespace cleat;
using namespace cleat::test;

namespace {

/// Everything in the terminal except its history.
Snapshot moment(const CastPlayer& player)
{
    auto snapshot = player.terminal().snapshot(SnapshotHistory::left_out);
    snapshot.history = History();
    return snapshot;
}

/// Seeks in one call or in slices, between which the target sometimes changes.
void seek(CastPlayer& player, CastTime time, const CastIndex& index, Stream& stream, CastTime duration)
{
    constexpr Deadline AT_ONCE = Deadline::min();
    if (stream.chance(2)) {
        CHECK(player.seek(time, index));
        return;
    }
    while (!player.seek(time, index, AT_ONCE)) {
        if (stream.chance(30)) (void)player.seek(duration * stream.number(0, 100) / 100, index, AT_ONCE);
        if (stream.chance(30)) (void)player.step(index, AT_ONCE);
        if (stream.chance(10)) CHECK(player.seek(time, index));
    }
}

/// Seeks to random times, back and forth, and compares with playing from the start.
void check_seeks(const std::string& path, Stream& stream, int count, const KeyframeSpacing& spacing)
{
    const auto file = whole_index(path, spacing);
    const CastIndex& index = file.index();
    REQUIRE(index.end().has_value());
    const auto duration = index.end()->position.time.count();
    std::vector<CastTime> times;
    for (int i = 0; i < count; ++i) {
        const auto part = static_cast<double>(stream.number(0, 1'000'000)) / 1e6;
        times.emplace_back(static_cast<std::int64_t>(static_cast<double>(duration) * part));
    }
    times.emplace_back(duration);

    const auto nothing = CastIndex::in_memory();
    auto seeking = player_of(path);
    std::vector<std::pair<CastTime, Snapshot>> sought;
    for (const auto time : times) {
        seek(seeking, time, index, stream, CastTime(duration));
        sought.emplace_back(time, moment(seeking));
    }
    std::sort(sought.begin(), sought.end(), [](const auto& a, const auto& b) { return a.first < b.first; });

    auto playing = player_of(path);
    auto in_slices = player_of(path);
    for (const auto& moment_sought : sought) {
        const CastTime time = moment_sought.first;
        const Snapshot& snapshot = moment_sought.second;
        CAPTURE(time.count());
        while (playing.next_time() && *playing.next_time() <= time) (void)playing.step(*nothing);
        while (in_slices.next_time() && *in_slices.next_time() <= time) (void)in_slices.step(*nothing, Deadline::min());
        CHECK_FALSE(in_slices.is_within_step());
        CHECK(moment(in_slices) == snapshot);
        const auto played = moment(playing);
        CHECK(difference(played, snapshot) == "");
        CHECK(played == snapshot);
    }
}

/// Compresses the bytes into frames of at most 4,000 bytes, which can end in the middle of a line.
std::string compressed(std::string_view bytes, Stream& stream)
{
    std::string out;
    while (!bytes.empty()) {
        const auto frame = bytes.substr(0, static_cast<std::size_t>(stream.number(1, 4'000)));
        bytes.remove_prefix(frame.size());
        out += zstd_frame(frame);
    }
    return out;
}

} // namespace

TEST_CASE("seeking shows what playing from the start shows, in generated recordings")
{
    const Scratch scratch;
    for (const int seed : cases(60)) {
        CAPTURE(seed);
        Stream stream(static_cast<std::uint32_t>(seed));
        const auto path = scratch / ("made-up-" + std::to_string(seed) + ".cast");
        const auto version = stream.chance(2) ? CastVersion::v2 : CastVersion::v3;
        auto bytes = some_cast(stream, version, 120, stream.number(3, 40));
        const bool packed = stream.chance(3);
        CAPTURE(packed);
        if (packed) bytes = compressed(bytes, stream);
        write_file(path, bytes);

        const KeyframeSpacing spacing{.time = CastTime(stream.number(1, 10) * 1'000'000),
                                      .output = static_cast<std::uint64_t>(stream.number(50, 5'000))};
        check_seeks(path, stream, 200 * scaled(10) / 10 / 4 + 5, spacing);
    }
}

TEST_CASE("seeking shows what playing from the start shows, in recordings of real programs")
{
    const Scratch scratch;
    for (const auto& program : recorded()) {
        CAPTURE(program.name);
        Stream stream(7);
        CastWriter writer(CastVersion::v3);
        std::string out;
        CastHeader header;
        header.size = RECORDED_SIZE;
        writer.header(header, out);
        CastTime time{};
        // Split anywhere, as reads are.
        for (std::string_view left = program.bytes; !left.empty();) {
            const auto piece = left.substr(0, static_cast<std::size_t>(stream.number(1, 300)));
            left.remove_prefix(piece.size());
            time += CastTime(stream.number(0, 1'000'000));
            writer.output(time, piece, out);
            if (stream.chance(12))
                writer.resize(time, {.rows = stream.number(5, 40), .columns = stream.number(20, 120)}, out);
        }
        writer.finish(out);
        const auto path = scratch / (program.name + ".cast");
        write_file(path, out);

        check_seeks(path, stream, scaled(200), {.time = CastTime(1'000'000), .output = 500});
    }
}
