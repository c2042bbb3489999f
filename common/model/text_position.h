#pragma once

#include <compare>
#include <cstdint>

namespace cleat {

/// A position in a session's text that does not depend on the width: a logical line, numbered as in `History`, and a
/// cell within it, counted from the line's first cell. A cell at a row's end that is empty only because a double-width
/// glyph did not fit is not counted.
struct TextPosition {
    std::uint64_t line = 0;
    std::uint64_t cell = 0;

    auto operator<=>(const TextPosition&) const = default;
};

} // namespace cleat
