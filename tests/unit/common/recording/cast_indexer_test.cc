#include "common/recording/cast_indexer.h"

#include "tests/support/scratch.h"

#include <doctest/doctest.h>

#include <fstream>
#include <string>

using namespace cleat;

TEST_CASE("a step that changes the size of a large terminal often reads no more than some events, and loses none")
{
    constexpr std::uint64_t RESIZES = 60;
    const Scratch scratch;
    const std::string path = scratch / "resizes.cast";
    std::string text = "{\"version\":3,\"term\":{\"cols\":80,\"rows\":24}}\n";
    for (std::uint64_t i = 0; i < RESIZES; ++i)
        text += i % 2 == 0 ? "[1,\"r\",\"1000x250\"]\n" : "[1,\"r\",\"999x250\"]\n";
    text += "[1,\"o\",\"last\"]\n";
    std::ofstream(path) << text;
    auto source = CastSource::open(path);
    REQUIRE(source.has_value());
    auto index = CastIndex::in_memory();
    CastIndexer indexer(std::move(*source));

    std::uint64_t steps = 0;
    for (auto state = Indexing::more; state == Indexing::more; ++steps) {
        const auto before = indexer.place().events;
        const auto stepped = indexer.step(*index);
        REQUIRE(stepped.has_value());
        state = *stepped;
        CHECK(indexer.place().events - before <= 18);
        REQUIRE(steps < 2 * RESIZES);
    }
    REQUIRE(indexer.finish(*index).has_value());

    CHECK(steps >= RESIZES / 18);
    CHECK(index->end()->place.events == RESIZES + 1);
    CHECK(index->end()->place.time == std::chrono::seconds(RESIZES + 1));
    CHECK(index->keyframes().size() == RESIZES);
}
