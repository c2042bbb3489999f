#include "common/recording/cast_player.h"

#include "common/recording/cast_gap.h"
#include "common/recording/cast_indexer.h"

#include "tests/support/scratch.h"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

using namespace cleat;

namespace {

/// A recording whose second event comes after a hole of that many bytes.
std::string recording_with_hole(const Scratch& scratch, std::uintmax_t hole)
{
    const auto path = scratch / "hole.cast";
    std::ofstream(path) << "{\"version\": 2, \"width\": 80, \"height\": 24}\n[0.1, \"o\", \"one\"]\n";
    std::filesystem::resize_file(path, std::filesystem::file_size(path) + hole);
    std::ofstream(path, std::ios::app) << "\n[0.2, \"o\", \"two\"]\n";
    return path;
}

CastPlayer player_of(const std::string& path)
{
    auto source = CastSource::open(path);
    REQUIRE(source.has_value());
    CastPlayer player(std::move(*source));
    player.finish();
    return player;
}

} // namespace

TEST_CASE("an event is found after bytes that are not events")
{
    const Scratch scratch;
    auto player = player_of(recording_with_hole(scratch, 1U << 20));
    const auto none = CastIndex::in_memory().value();

    CHECK(player.step(none)->data == "one");
    CHECK(player.step(none)->data == "two");
    CHECK_FALSE(player.step(none).has_value());
    CHECK(player.damage().failure.empty());
}

TEST_CASE("a recording is not read further after too many bytes without an event")
{
    const Scratch scratch;
    auto player = player_of(recording_with_hole(scratch, LONGEST_CAST_GAP + (1U << 20)));
    const auto none = CastIndex::in_memory().value();

    CHECK(player.step(none)->data == "one");
    CHECK_FALSE(player.step(none).has_value());
    CHECK_FALSE(player.step(none).has_value()); // nor on another call
    CHECK(player.damage().failure == "no events in 64 MiB");
}

TEST_CASE("an event that takes long is applied in pieces, and returned when it is complete")
{
    const Scratch scratch;
    const auto path = scratch / "costly.cast";
    std::ofstream(path) << "{\"version\": 2, \"width\": 20, \"height\": 4}\n[0.1, \"o\", \""
                        << std::string(300'000, 'x') << "end\"]\n[0.2, \"o\", \"next\"]\n";
    auto player = player_of(path);
    const auto none = CastIndex::in_memory().value();

    CHECK_FALSE(player.step(none, Deadline::min()).has_value());
    CHECK(player.is_within_step());
    CHECK(player.position().events == 0);
    CHECK(player.next_time() == std::chrono::milliseconds(100));
    int slices = 1;
    std::optional<CastEvent> event;
    while (!(event = player.step(none, Deadline::min()))) ++slices;
    CHECK(slices >= 5); // of at most 64 KiB
    CHECK(event->data.size() == 300'003);
    CHECK_FALSE(player.is_within_step());
    CHECK(player.position().events == 1);
    CHECK(player.screen().text().find("end") != std::string::npos);

    // A step that was started and is abandoned leaves nothing behind.
    player.seek(CastTime(0), none);
    CHECK_FALSE(player.step(none, Deadline::min()).has_value());
    CHECK(player.seek(CastTime(0), none));
    CHECK_FALSE(player.is_within_step());
    CHECK(player.screen().text().find('x') == std::string::npos);
}

TEST_CASE("a step that replays from the beginning ends if the file has become shorter")
{
    const Scratch scratch;
    const auto path = scratch / "cut.cast";
    std::ofstream file(path);
    file << "{\"version\": 2, \"width\": 20, \"height\": 4}\n";
    for (int i = 1; i <= 400; ++i) file << '[' << i << ", \"o\", \"" << std::string(1'000, 'x') << "\"]\n";
    file << "[401, \"r\", \"30x8\"]\n";
    file.close();
    auto index = CastIndex::in_memory().value();
    CastIndexer indexer(CastSource::open(path).value(), {.time = std::chrono::seconds(1'000), .output = 100'000});
    while (indexer.step(index).value() == Indexing::more) continue;
    auto player = player_of(path);
    REQUIRE(player.seek(std::chrono::seconds(400), index)); // from a keyframe, without the output before it
    const auto none = CastIndex::in_memory().value();
    CHECK_FALSE(player.step(none, Deadline::min()).has_value());
    REQUIRE(player.is_within_step());

    std::filesystem::resize_file(path, 200'000);
    int slices = 0;
    while (player.next_time() && slices < 1'000'000) {
        (void)player.step(none, Deadline::min());
        ++slices;
    }

    CHECK(slices > 10);
    CHECK_FALSE(player.next_time().has_value());
    CHECK_FALSE(player.is_within_step());
}

TEST_CASE("an infinite file without a header is not a recording")
{
    const Scratch scratch;
    const auto path = scratch / "empty.cast";
    std::ofstream(path) << "";
    std::filesystem::resize_file(path, std::uintmax_t{200} << 30); // it occupies no disk space

    CHECK(player_of(path).read_header().error().code() == ErrorCode::invalid);
}
