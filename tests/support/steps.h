#pragma once

#include "common/terminal/terminal.h"
#include "tests/support/stream.h"

#include <string>
#include <vector>

namespace cleat::test {

/// What a terminal was made to do: fed, or given another size.
struct Step {
    std::string bytes;
    Size size; ///< where there are no bytes
};

/// That many feeds of at most `pieces` pieces each, one in `resized` of them followed by another size.
inline std::vector<Step> steps(Stream& stream, Size size, int count, int pieces = 20, int resized = 3)
{
    std::vector<Step> out;
    for (int i = 0; i < count; ++i) {
        out.push_back({.bytes = stream.pieces(size, stream.number(1, pieces)), .size = size});
        if (!stream.chance(resized)) continue;
        size = stream.size();
        out.push_back({.bytes = {}, .size = size});
    }
    return out;
}

inline void take(Terminal& terminal, const Step& step)
{
    if (step.bytes.empty()) terminal.resize(step.size);
    else terminal.feed(step.bytes);
}

} // namespace cleat::test
