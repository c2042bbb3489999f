#pragma once

#include "common/model/row.h"

#include <algorithm>

namespace cleat {

// Steps from glyph to glyph along a row, in columns from 0.

[[nodiscard]] inline const Cell& cell_in(const Row& row, int column)
{
    return row.cells[static_cast<std::size_t>(column)];
}

/// The column after the glyph that starts in `column`.
[[nodiscard]] inline int column_after(const Row& row, int column)
{
    return std::min(column + std::max(1, cell_in(row, column).width()), row.columns());
}

/// The first column of the glyph before the one that starts in `column`; 0 for the first one.
[[nodiscard]] inline int column_before(const Row& row, int column)
{
    const int before = std::max(0, column - 1);
    return before > 0 && cell_in(row, before).is_tail() ? before - 1 : before;
}

} // namespace cleat
