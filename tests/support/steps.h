#pragma once

#include "common/terminal/terminal.h"
#include "tests/support/stream.h"

#include <string>
#include <vector>

namespace cleat::test {

/// An operation on a terminal: output, or a new size.
struct Step {
    std::string bytes;
    Size size; ///< used if there are no bytes
};

/// `count` outputs of at most `pieces` pieces each; one in `resized` is followed by a new size.
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
