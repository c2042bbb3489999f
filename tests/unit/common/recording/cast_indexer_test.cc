#include "common/recording/cast_indexer.h"

#include "tests/support/scratch.h"

#include <doctest/doctest.h>

#include <fstream>
#include <string>

using namespace cleat;

TEST_CASE("a step in which a large terminal often changes its size reads only a few events, and loses none")
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
        const auto before = indexer.position().events;
        const auto stepped = indexer.step(*index);
        REQUIRE(stepped.has_value());
        state = *stepped;
        CHECK(indexer.position().events - before <= 18);
        REQUIRE(steps < 2 * RESIZES);
    }
    REQUIRE(indexer.finish(*index).has_value());

    CHECK(steps >= RESIZES / 18);
    CHECK(index->end()->position.events == RESIZES + 1);
    CHECK(index->end()->position.time == std::chrono::seconds(RESIZES + 1));
    CHECK(index->keyframes().size() == RESIZES);
}

TEST_CASE("the index is the same whether an event is processed at once or in pieces")
{
    const Scratch scratch;
    const std::string path = scratch / "costly.cast";
    std::string text = "{\"version\":3,\"term\":{\"cols\":80,\"rows\":24}}\n";
    for (char c = 'a'; c <= 'e'; ++c) text += "[20,\"o\",\"" + std::string(100'000, c) + "\"]\n[0,\"m\",\"here\"]\n";
    std::ofstream(path) << text;
    const auto index_made = [&](Deadline until, int& steps) {
        auto index = CastIndex::in_memory().value();
        CastIndexer indexer(CastSource::open(path).value());
        steps = 0;
        for (auto state = Indexing::more; state == Indexing::more; ++steps) state = indexer.step(index, until).value();
        REQUIRE(indexer.finish(index).has_value());
        return index;
    };
    int at_once = 0;
    int in_pieces = 0;
    const auto one = index_made(NO_DEADLINE, at_once);
    const auto other = index_made(Deadline::min(), in_pieces);

    CHECK(in_pieces > at_once + 10);
    CHECK(one.markers() == other.markers());
    CHECK(one.end()->position == other.end()->position);
    REQUIRE(one.keyframes().size() == 5);
    REQUIRE(other.keyframes().size() == 5);
    for (std::size_t i = 0; i < 5; ++i) {
        CHECK(one.keyframes()[i].position == other.keyframes()[i].position);
        CHECK(one.load(one.keyframes()[i]).value() == other.load(other.keyframes()[i]).value());
    }
}
