#pragma once

#include "common/model/cell.h"

#include <cstddef>
#include <span>
#include <string_view>

namespace cleat {

/// Whether the first character of `text`, which is not empty, takes a column or two, and no more than `columns`.
[[nodiscard]] bool first_fits(std::string_view text, std::size_t columns);

/// What `fill_with_text` did.
struct Filled {
    int columns = 0;   ///< cells that were filled, from the first on
    char32_t last = 0; ///< the last character that was taken, if any was
};

/// Takes characters off the front of `text`, which has no C0 control, and puts them into `cells`, one after the other
/// and all in one style: as many as there is room for, until one that takes no column.
[[nodiscard]] Filled fill_with_text(std::string_view& text, std::span<Cell> cells, StyleId style);

} // namespace cleat
