#pragma once

#include <cstddef>

namespace cleat {

/// A terminal's size in character cells.
struct Size {
    int rows = 24;
    int columns = 80;

    bool operator==(const Size&) const = default;
};

inline constexpr int MAX_SIDE = 1'000;
inline constexpr int MAX_CELLS = 250'000;

[[nodiscard]] constexpr std::size_t cell_count(Size size)
{
    return static_cast<std::size_t>(size.rows) * static_cast<std::size_t>(size.columns);
}

/// Whether a session may have this size: 1 to 1,000 rows and columns, at most 250,000 cells.
[[nodiscard]] constexpr bool is_valid(Size size)
{
    return size.rows >= 1 && size.rows <= MAX_SIDE && size.columns >= 1 && size.columns <= MAX_SIDE &&
           size.rows * size.columns <= MAX_CELLS;
}

} // namespace cleat
