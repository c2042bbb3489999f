#include "tests/support/cases.h"
#include "tests/support/scrollback_play.h"
#include "tests/support/storm_play.h"

#include <doctest/doctest.h>

#include <cstdlib>

using namespace cleat;
using namespace cleat::test;

namespace {

/// Scripts of each kind: some hundreds, or as many as CLEAT_SCROLLBACK_SCRIPTS in the environment says.
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

TEST_CASE("whatever a program does to lines that came back, no scrollback has one twice, or one never in the history")
{
    check(2'000'000, {.resizes_terminals = false, .rewrites = true});
}

TEST_CASE("terminals that are resized keep their scrollback without duplicates and inventions")
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
