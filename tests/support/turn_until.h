#pragma once

#include "common/event/loop.h"

#include <chrono>

namespace cleat::test {

/// Turns a loop until the condition holds; false if it does not by the deadline.
template <class Condition>
bool turn_until(Loop& loop, Condition holds)
{
    constexpr std::chrono::seconds DEADLINE{60};
    bool is_late = false;
    Timer deadline(loop, [&is_late] { is_late = true; });
    deadline.start(DEADLINE);
    while (!holds() && !is_late) loop.turn();
    return holds();
}

/// Turns a loop often enough for everything that can happen now. For tests that something does not happen.
inline void settle(Loop& loop)
{
    for (int i = 0; i < 20; ++i) {
        loop.defer([] {});
        loop.turn();
    }
}

} // namespace cleat::test
