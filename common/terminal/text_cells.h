#pragma once

#include "common/model/cell.h"

#include <cstddef>
#include <span>
#include <string_view>

namespace cleat {

/// Whether the first character of `text`, which must not be empty, takes one or two columns, and at most `columns`.
[[nodiscard]] bool first_fits(std::string_view text, std::size_t columns);

/// The result of `fill_with_text`.
struct Filled {
    int columns = 0;   ///< cells filled, from the first on
    char32_t last = 0; ///< the last character taken, if any
};

/// Moves characters from the front of `text`, which must have no C0 controls, to `cells`, one after the other in one
/// style: as many as fit, stopping before the first that takes no column.
[[nodiscard]] Filled fill_with_text(std::string_view& text, std::span<Cell> cells, StyleId style);

} // namespace cleat
