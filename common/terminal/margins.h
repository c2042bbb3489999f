#pragma once

#include "common/model/size.h"

namespace cleat {

/// DECSTBM and DECSLRM: the first and last row and column of the scrolling region, from 0.
struct Margins {
    int top = 0;
    int bottom = 0;
    int left = 0;
    int right = 0;

    /// The whole screen.
    static constexpr Margins whole(Size size) { return {0, size.rows - 1, 0, size.columns - 1}; }

    [[nodiscard]] constexpr bool has_row(int row) const { return row >= top && row <= bottom; }
    [[nodiscard]] constexpr bool has_column(int column) const { return column >= left && column <= right; }

    bool operator==(const Margins&) const = default;
};

/// The cells from `top`, `left` to before `bottom`, `right`.
struct Rect {
    int top = 0;
    int bottom = 0;
    int left = 0;
    int right = 0;

    [[nodiscard]] constexpr int rows() const { return bottom - top; }
    [[nodiscard]] constexpr int columns() const { return right - left; }

    bool operator==(const Rect&) const = default;
};

} // namespace cleat
