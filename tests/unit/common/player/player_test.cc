#include "common/player/player.h"

#include "common/event/work_clock.h"
#include "common/player/nameless_file.h"

#include <doctest/doctest.h>

#include <string>

using namespace cleat;

namespace {

constexpr Size TERMINAL{.rows = 7, .columns = 60};

/// Three screens, one second apart.
constexpr std::string_view SCREENS =
    "{\"version\":3,\"term\":{\"cols\":60,\"rows\":6}}\n"
    "[0,\"o\",\"one\"]\n[1,\"o\",\"\\u001b[2J\\u001b[Htwo\"]\n[1,\"o\",\"\\u001b[2J\\u001b[Hthree\"]\n";

/// A player with its loop, run until it requests no more immediate work.
struct Fixture {
    explicit Fixture(PlayerOptions options, std::string_view cast = SCREENS)
    {
        auto source = nameless_source(cast);
        REQUIRE(source.has_value());
        auto index = IndexFile::open("", *source);
        REQUIRE(index.has_value());
        player.emplace(loop, std::move(*source), std::move(*index), std::nullopt, std::move(options),
                       Player::Handlers{.on_header = [this] { ++begun; },
                                        .on_changed = [this] { ++changes; },
                                        .on_over = [this] { ++over; }});
    }

    void begin() { REQUIRE(player->begin().has_value()); }
    /// Runs until the page contains the text.
    [[nodiscard]] bool until(std::string_view text, int turns = 10'000)
    {
        for (int i = 0; page().find(text) == std::string::npos; ++i) {
            if (i == turns) return false;
            Timer turn(loop, [this] { loop.stop(); });
            turn.start(std::chrono::milliseconds(1));
            loop.run();
        }
        return true;
    }
    [[nodiscard]] std::string page() { return player->page(TERMINAL).text(); }

    Loop loop;
    std::optional<Player> player;
    int begun = 0;
    int changes = 0;
    int over = 0;
};

constexpr PlayerOptions PAUSED{.paused = true};
constexpr PlayerOptions PAST{.at = LAST_CAST_TIME, .paused = true, .exit = PlayerExit::live};

} // namespace

TEST_CASE("recent history starts at its end, paused, and says how to leave it")
{
    Fixture fixture(PAST);
    fixture.begin();

    CHECK(fixture.begun == 1);
    CHECK(fixture.until("three\n"));
    CHECK(fixture.until("|| 0:02"));
    CHECK(fixture.until("0:02  q live"));
}

TEST_CASE("keys typed together are taken one after the other")
{
    Fixture fixture(PAUSED);
    fixture.begin();

    fixture.player->type("g..");

    CHECK(fixture.until("three\n"));
    const int changes = fixture.changes;
    fixture.player->type("g");
    CHECK(fixture.changes > changes);
    CHECK(fixture.until("one\n"));
}

TEST_CASE("any key closes the help and does nothing else")
{
    Fixture fixture(PAST);
    fixture.begin();
    for (const char* const key : {"q", "x", "\x1b", "?", "g"}) {
        fixture.player->type("?");
        CHECK(fixture.until(" space "));
        fixture.player->type(key);
        CHECK(fixture.until("three\n"));
        CHECK(fixture.until("|| 0:02"));
    }
}

TEST_CASE("ESC leaves recent history, but first cancels a seek or search, and never leaves a file")
{
    Fixture file(PAUSED);
    file.begin();
    file.player->type("\x1b");
    CHECK(file.over == 0);
    file.player->type("q");
    CHECK(file.over == 1);

    Fixture past(PAST);
    past.begin();
    past.player->type("\x1b"); // the end is not known yet, so it does not seek there
    CHECK(past.over == 0);
    past.player->type("/tw");
    past.player->type("\x1b");
    CHECK(past.over == 0);
    past.player->type("\x1b");
    CHECK(past.over == 1);
    past.player->type("q");
    CHECK(past.over == 1);
}

TEST_CASE("a search that reaches the end wraps to the beginning, once")
{
    Fixture fixture(PAST);
    fixture.begin();
    REQUIRE(fixture.until("three\n"));

    fixture.player->type("/o[nx]e\r");
    CHECK(fixture.until("0:00.000, from the start  one"));
    CHECK(fixture.until("one\n"));
    fixture.player->type("/t[w]o\r");
    CHECK(fixture.until("0:01.000  two"));
    fixture.player->type("/absent\r");
    CHECK(fixture.until("not found"));
    CHECK(fixture.until("two\n"));
}

TEST_CASE("a file that is not a recording is an error, and has no page")
{
    Fixture fixture(PAUSED, "nonsense\n");

    CHECK_FALSE(fixture.player->begin().has_value());
    CHECK(fixture.begun == 0);
}

TEST_CASE("keys are handled while an event takes minutes, in playback, a step, a seek or a search")
{
    // Each nine bytes fill a screen of 250 rows and 1,000 columns.
    std::string cast = "{\"version\":3,\"term\":{\"cols\":1000,\"rows\":250}}\n[0,\"o\",\"one\"]\n[1,\"o\",\"";
    for (int i = 0; i < 200'000; ++i) cast += "x\\u001b[9999b";
    cast += "\"]\n";
    PlayerOptions options{.paused = true};
    std::string keys;
    SUBCASE("playing")
    {
        options = {.speed = Playback::FASTEST};
    }
    SUBCASE("a step")
    {
        keys = "..";
    }
    SUBCASE("seeking")
    {
        keys = "G";
    }
    SUBCASE("a search")
    {
        keys = "/absent\r";
    }
    const auto began = WorkClock::now();
    Fixture fixture(options, cast);
    fixture.begin();
    fixture.player->type(keys);
    CHECK_FALSE(fixture.until("what is never on the screen", 8));
    fixture.player->type("q");

    CHECK(fixture.over == 1);
    CHECK(WorkClock::now() - began < std::chrono::seconds(5));
}
