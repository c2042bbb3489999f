#include "common/player/player_transport.h"

#include "common/player/nameless_file.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

using namespace cleat;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

/// Three screens, an hour apart, so that none is reached by waiting.
constexpr std::string_view HOURS =
    "{\"version\":3,\"term\":{\"cols\":60,\"rows\":6}}\n"
    "[0,\"o\",\"one\"]\n[3600,\"o\",\"\\u001b[2J\\u001b[Htwo\"]\n[3600,\"o\",\"\\u001b[2J\\u001b[Hthree\"]\n";

/// A transport with everything it needs, and what it requests.
struct MovedRecording {
    explicit MovedRecording(const PlayerOptions& options, std::string_view cast = HOURS)
    {
        auto source = nameless_source(cast);
        REQUIRE(source.has_value());
        auto opened = IndexFile::open("", *source);
        REQUIRE(opened.has_value());
        index.emplace(std::move(*opened));
        player.emplace(std::move(*source));
        player->finish();
        REQUIRE(player->read_header());
        transport.emplace(loop, *player, *index, options,
                          PlayerTransport::Handlers{.on_changed = [this] { note(); },
                                                    .on_work = [this] { ++works; },
                                                    .on_over =
                                                        [this](const Result<void>& how) {
                                                            ++over;
                                                            if (!how) failure = how.error().message();
                                                            transport->stop();
                                                        },
                                                    .is_growing = [] { return false; }});
    }
    void note()
    {
        if (shown.empty() || shown.back() != text()) shown.push_back(text());
    }
    void make_index()
    {
        while (*index->step()) {
        }
        REQUIRE(index->finish());
        transport->index_grew();
        arrive();
    }
    void arrive()
    {
        while (transport->is_seeking()) transport->advance();
    }
    /// Runs the loop until the condition holds; false after 30 seconds.
    bool until(const std::function<bool()>& is_so)
    {
        const auto end = Clock::now() + seconds(30);
        while (!is_so() && Clock::now() < end) {
            Timer turn(loop, [this] { loop.stop(); });
            turn.start(milliseconds(1));
            loop.run();
        }
        return is_so();
    }
    [[nodiscard]] std::string text() const
    {
        const auto whole = player->screen().text();
        return whole.substr(0, whole.find('\n'));
    }

    Loop loop;
    std::optional<IndexFile> index;
    std::optional<CastPlayer> player;
    std::optional<PlayerTransport> transport;
    std::vector<std::string> shown; ///< the first line of each screen, in order
    int works = 0;
    int over = 0;
    std::string failure;
};

constexpr PlayerOptions STANDING{.paused = true};

} // namespace

TEST_CASE("a transport seeks at once where the index reaches, and elsewhere once it does")
{
    MovedRecording recording(STANDING);
    recording.transport->begin();
    recording.arrive();
    CHECK(recording.text() == "one");

    recording.transport->go_to(LAST_CAST_TIME);

    CHECK(recording.transport->wanted() == LAST_CAST_TIME);
    CHECK(recording.works > 0);
    CHECK(recording.text() == "one");
    recording.make_index();
    CHECK_FALSE(recording.transport->wanted());
    CHECK(recording.text() == "three");
    CHECK(recording.transport->position() == std::chrono::hours(2));
    CHECK(recording.transport->duration() == std::chrono::hours(2));
    recording.transport->go_to(CastTime(-1));
    recording.arrive();
    CHECK(recording.text() == "one");
}

TEST_CASE("a step shows the next event, pauses, and does nothing at the end")
{
    MovedRecording recording({});
    recording.transport->begin();
    REQUIRE(recording.until([&] { return recording.text() == "one"; }));
    CHECK_FALSE(recording.transport->playback().is_paused());

    recording.transport->step();
    recording.arrive();

    CHECK(recording.transport->playback().is_paused());
    CHECK(recording.text() == "two");
    CHECK(recording.transport->position() == std::chrono::hours(1));
    for (int i = 0; i < 3; ++i) recording.transport->step();
    recording.arrive();
    CHECK(recording.text() == "three");
}

TEST_CASE("cancelling drops the target of a seek")
{
    MovedRecording recording(STANDING);
    recording.transport->begin();
    recording.arrive();
    recording.transport->go_to(LAST_CAST_TIME);

    recording.transport->cancel();

    CHECK_FALSE(recording.transport->wanted());
    recording.make_index();
    CHECK(recording.text() == "one");
}

TEST_CASE("a start position that is not in the recording is an error, a later seek past the end goes to the end")
{
    MovedRecording recording({.at = std::chrono::hours(5), .paused = true});
    recording.transport->begin();
    recording.make_index();
    CHECK(recording.over == 1);
    CHECK_FALSE(recording.failure.empty());

    MovedRecording later(STANDING);
    later.transport->begin();
    later.make_index();
    later.transport->go_to(std::chrono::hours(5));
    later.arrive();
    CHECK(later.over == 0);
    CHECK(later.text() == "three");
}

TEST_CASE("at its end a transport stays, paused, and plays from the start again; or quits, or loops")
{
    constexpr std::string_view SHORT = "{\"version\":3,\"term\":{\"cols\":60,\"rows\":6}}\n"
                                       "[0,\"o\",\"one\"]\n[0.01,\"o\",\"\\u001b[2J\\u001b[Htwo\"]\n";
    PlayerOptions options;
    SUBCASE("it stays")
    {
        MovedRecording recording(options, SHORT);
        recording.transport->begin();
        CHECK(recording.until([&] { return recording.transport->playback().is_paused(); }));
        CHECK(recording.text() == "two");
        CHECK(recording.over == 0);

        recording.transport->set_paused(false);
        recording.arrive();
        CHECK_FALSE(recording.transport->playback().is_paused());
    }
    SUBCASE("it quits")
    {
        options.quit_at_end = true;
        MovedRecording recording(options, SHORT);
        recording.transport->begin();
        CHECK(recording.until([&] { return recording.over == 1; }));
        CHECK(recording.failure.empty());
    }
    SUBCASE("it loops until that is switched off")
    {
        options.loop = true;
        MovedRecording recording(options, SHORT);
        recording.transport->begin();
        CHECK(recording.until([&] {
            recording.arrive();
            return std::ranges::count(recording.shown, "two") >= 3;
        }));
        CHECK(recording.over == 0);
        recording.transport->toggle_loop();
        CHECK_FALSE(recording.transport->loops());
        CHECK(recording.until([&] {
            recording.arrive();
            return recording.transport->playback().is_paused();
        }));
    }
}

TEST_CASE("a suspended transport resumes as it was: playing or paused")
{
    MovedRecording recording({});
    recording.transport->begin();
    recording.transport->suspend();
    CHECK(recording.transport->playback().is_paused());
    recording.transport->resume();
    CHECK_FALSE(recording.transport->playback().is_paused());

    recording.transport->set_paused(true);
    recording.transport->suspend();
    recording.transport->resume();
    CHECK(recording.transport->playback().is_paused());
}
