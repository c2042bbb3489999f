#include "common/player/recording_search.h"

#include "common/event/loop.h"
#include "common/player/nameless_file.h"
#include "common/recording/index_file.h"

#include <doctest/doctest.h>

using namespace cleat;
using std::chrono::seconds;

namespace {

/// Four screens, one second apart.
constexpr std::string_view FOUR_SCREENS =
    "{\"version\":3,\"term\":{\"cols\":60,\"rows\":6}}\n"
    "[0,\"o\",\"one\"]\n[1,\"o\",\"\\u001b[2J\\u001b[Htwo\"]\n[1,\"o\",\"\\u001b[2J\\u001b[Hthree\"]\n"
    "[1,\"o\",\"\\u001b[2J\\u001b[Htwo more\"]\n";

struct SearchedRecording {
    SearchedRecording()
    {
        auto source = nameless_source(FOUR_SCREENS);
        REQUIRE(source.has_value());
        auto opened = IndexFile::open("", *source);
        REQUIRE(opened.has_value());
        index.emplace(std::move(*opened));
        search.emplace(std::move(*source), [] { return true; });
    }
    /// Continues until it is done.
    std::optional<RecordingSearch::Match> find()
    {
        while (search->is_running())
            if (const auto match = search->resume(index->index(), Clock::now() + seconds(1))) return match;
        return std::nullopt;
    }

    std::optional<IndexFile> index;
    std::optional<RecordingSearch> search;
};

} // namespace

TEST_CASE("a search finds what appears after its start, and wraps to the beginning once")
{
    SearchedRecording recording;
    REQUIRE(recording.search->set_pattern("two"));
    REQUIRE(recording.search->start(seconds(0)));

    const auto first = recording.find();
    REQUIRE(first.has_value());
    CHECK(first->time == seconds(1));
    CHECK(first->line == "two");
    CHECK_FALSE(first->has_wrapped);
    REQUIRE(recording.search->start(seconds(1)));
    const auto second = recording.find();
    REQUIRE(second.has_value());
    CHECK(second->time == seconds(3));
    CHECK(second->line == "two more");
    REQUIRE(recording.search->start(seconds(3)));
    const auto third = recording.find();
    REQUIRE(third.has_value());
    CHECK(third->time == seconds(1));
    CHECK(third->has_wrapped);

    CHECK(recording.search->match_before(seconds(3)) == seconds(1));
    CHECK(recording.search->match_before(seconds(4)) == seconds(1)); // found last
    CHECK_FALSE(recording.search->match_before(seconds(1)));
}

TEST_CASE("a search without any match ends without one, and a new pattern discards the old matches")
{
    SearchedRecording recording;
    REQUIRE(recording.search->set_pattern("two"));
    REQUIRE(recording.search->start(seconds(0)));
    REQUIRE(recording.find().has_value());
    REQUIRE(recording.search->set_pattern("absent"));
    CHECK_FALSE(recording.search->match_before(seconds(4)));

    REQUIRE(recording.search->start(seconds(2)));

    CHECK_FALSE(recording.find().has_value());
    CHECK_FALSE(recording.search->is_running());
}

TEST_CASE("a search without a pattern, or with an invalid regular expression, does not start")
{
    SearchedRecording recording;
    CHECK(recording.search->start(seconds(0)).error().message() == "nothing to search for");
    CHECK(recording.search->set_pattern("(").error().code() == ErrorCode::invalid);
    CHECK_FALSE(recording.search->start(seconds(0)));
    CHECK_FALSE(recording.search->is_running());
}

TEST_CASE("a search that runs out of time continues in the next call, and can be stopped")
{
    SearchedRecording recording;
    REQUIRE(recording.search->set_pattern("three"));
    REQUIRE(recording.search->start(seconds(0)));
    CHECK_FALSE(recording.search->resume(recording.index->index(), Clock::now() - seconds(1)));
    CHECK(recording.search->is_running());

    SUBCASE("it finds a match")
    {
        CHECK(recording.find()->time == seconds(2));
    }
    SUBCASE("it is stopped")
    {
        recording.search->stop();
        CHECK_FALSE(recording.search->is_running());
    }
}
