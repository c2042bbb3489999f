#include "server/recording/hold.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace std::chrono_literals;

namespace {

const Clock::time_point START{};

} // namespace

TEST_CASE("a recorder can pause a program for one second in total until it has caught up")
{
    Hold hold;
    CHECK(hold.left(START) == 1s);

    hold.begin(START);
    CHECK(hold.left(START + 300ms) == 700ms);
    hold.end(START + 300ms);
    CHECK(hold.left(START + 10s) == 700ms);
    hold.begin(START + 10s);
    hold.begin(START + 10s + 500ms); // it is paused already
    CHECK(hold.left(START + 10s + 600ms) == 100ms);
    CHECK(hold.left(START + 20s) == 0ms);
    hold.end(START + 20s);
    CHECK(hold.left(START + 20s) == 0ms);

    hold.caught_up(START + 30s);
    CHECK(hold.left(START + 30s) == 1s);
}
