#pragma once

#include <compare>
#include <cstdint>

namespace cleat {

/// A place in a session's text that no change of width moves: a logical line, numbered as in `History`, and a cell of
/// it, counted from the line's first without what only the width put there.
struct TextPosition {
    std::uint64_t line = 0;
    std::uint64_t cell = 0;

    auto operator<=>(const TextPosition&) const = default;
};

} // namespace cleat
