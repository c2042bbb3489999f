#include "tests/support/cases.h"
#include "tests/support/scrollback_play.h"
#include "tests/support/storm_play.h"

#include <doctest/doctest.h>

#include <cstdlib>

using namespace cleat;
using namespace cleat::test;

namespace {

/// The scripts of one kind: 500, or the number in the environment variable CLEAT_SCROLLBACK_SCRIPTS.
Cases scripts()
{
    const char* const count = std::getenv("CLEAT_SCROLLBACK_SCRIPTS");
    return count == nullptr ? cases(500) : Cases(std::atoi(count));
}

void check(std::uint32_t first, ScriptKind kind)
{
    for (const int seed : scripts()) {
        INFO("seed ", seed);
        ScrollbackPlay play(first + static_cast<std::uint32_t>(seed), kind);
        REQUIRE(play.run() == "");
    }
}

} // namespace

TEST_CASE("clients that take turns have every row of the history in their scrollback, once, in order")
{
    check(1'000'000, {.resizes_terminals = false, .rewrites = false});
}

TEST_CASE("whatever a program does to lines that came back, no scrollback has duplicates, or rows never in the history")
{
    check(2'000'000, {.resizes_terminals = false, .rewrites = true});
}

TEST_CASE("the scrollback of a resized terminal has no duplicates, and no rows that were never in the history")
{
    check(3'000'000, {.resizes_terminals = true, .rewrites = true});
}

TEST_CASE("no line is missing if a terminal is resized while the session writes and bytes are in transit")
{
    for (const int seed : scripts()) {
        INFO("seed ", seed);
        StormPlay play(4'000'000 + static_cast<std::uint32_t>(seed));
        REQUIRE(play.run() == "");
    }
}
