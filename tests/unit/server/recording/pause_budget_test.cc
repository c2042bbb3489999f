#include "server/recording/pause_budget.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace std::chrono_literals;

namespace {

const Clock::time_point START{};

} // namespace

TEST_CASE("a recorder can pause a program for one second in total until it has caught up")
{
    PauseBudget pause_budget;
    CHECK(pause_budget.left(START) == 1s);

    pause_budget.begin(START);
    CHECK(pause_budget.left(START + 300ms) == 700ms);
    pause_budget.end(START + 300ms);
    CHECK(pause_budget.left(START + 10s) == 700ms);
    pause_budget.begin(START + 10s);
    pause_budget.begin(START + 10s + 500ms); // it is paused already
    CHECK(pause_budget.left(START + 10s + 600ms) == 100ms);
    CHECK(pause_budget.left(START + 20s) == 0ms);
    pause_budget.end(START + 20s);
    CHECK(pause_budget.left(START + 20s) == 0ms);

    pause_budget.caught_up(START + 30s);
    CHECK(pause_budget.left(START + 30s) == 1s);
}
