#pragma once

#include "common/model/row.h"

#include <optional>
#include <span>

namespace cleat {

/// Rows `top` to `bottom` of a screen move up by `by` (down, where negative); as many blank ones come in.
struct RowShift {
    int top = 0;
    int bottom = 0;
    int by = 0;

    bool operator==(const RowShift&) const = default;
};

/// The shift that brings most rows of `shown` to where `wanted` has them, if one is worth it. Rows are known by
/// identity; null ones are no row's.
[[nodiscard]] std::optional<RowShift> find_shift(std::span<const RowRef> shown, std::span<const RowRef> wanted);

} // namespace cleat
