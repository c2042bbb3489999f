#pragma once

#include "common/model/row.h"

#include <optional>
#include <span>

namespace cleat {

/// Rows `top` to `bottom` of a screen move up by `by` (down if negative); as many blank rows come in.
struct RowShift {
    int top = 0;
    int bottom = 0;
    int by = 0;

    bool operator==(const RowShift&) const = default;
};

/// The shift that moves the longest block of rows of `shown` to its position in `wanted`, if a shift is worthwhile.
/// Rows are compared by identity; null matches no row.
[[nodiscard]] std::optional<RowShift> find_shift(std::span<const RowRef> shown, std::span<const RowRef> wanted);

} // namespace cleat
