#include "server/program/read_pace.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace std::chrono_literals;

namespace {

const Clock::time_point LOOP_START = Clock::time_point() + 1h;
constexpr std::size_t SCREEN = 80UL * 24;

} // namespace

TEST_CASE("cheap output is read in large pieces")
{
    ReadPace pace;
    CHECK(pace.size(SCREEN) == ReadPace::LARGEST);
    for (int i = 0; i < 100; ++i) pace.spent(4'096, 30us, LOOP_START + i * 1ms);
    CHECK(pace.size(SCREEN) == ReadPace::LARGEST);
}

TEST_CASE("after expensive output, no read is larger than the cost limit of a read allows")
{
    ReadPace pace;
    pace.spent(4'096, 40ms, LOOP_START);
    const auto small = pace.size(SCREEN);
    CHECK(small * (40ms / 4'096) <= ReadPace::OF_A_READ);

    pace.spent(4'096, 40s, LOOP_START);
    CHECK(pace.size(SCREEN) == ReadPace::SMALLEST);
}

TEST_CASE("cheap output in between does not reset the estimate, but time does")
{
    ReadPace pace;
    pace.spent(4'096, 40ms, LOOP_START);
    const auto small = pace.size(SCREEN);

    for (int i = 0; i < 1'000; ++i) pace.spent(small, 1us, LOOP_START);
    CHECK(pace.size(SCREEN) == small);
    pace.spent(1, 1ns, LOOP_START + 1s);
    CHECK(pace.size(SCREEN) <= 2 * small + 2);
    CHECK(pace.size(SCREEN) >= 2 * small - 2);
    pace.spent(1, 1ns, LOOP_START + 1min);
    CHECK(pace.size(SCREEN) == ReadPace::LARGEST);
}

TEST_CASE("a clock that goes back has no effect, nor does a read of nothing")
{
    ReadPace pace;
    pace.spent(4'096, 40ms, LOOP_START);
    const auto small = pace.size(SCREEN);
    pace.spent(1, 1ns, LOOP_START - 1h);
    pace.spent(0, 1h, LOOP_START);
    CHECK(pace.size(SCREEN) == small);
}

TEST_CASE("without an estimate the pieces are small enough for a large screen")
{
    const ReadPace pace;
    CHECK(pace.size(0) == ReadPace::LARGEST);
    CHECK(pace.size(200UL * 50) < 32'768);
    CHECK(pace.size(1'000UL * 250) < 1'024);
    CHECK(pace.size(1'000UL * 250) >= ReadPace::SMALLEST);
    CHECK(pace.size(1UL << 40U) == ReadPace::SMALLEST);
}
