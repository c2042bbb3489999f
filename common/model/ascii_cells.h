#pragma once

#include "common/model/cell.h"

#include <cstddef>
#include <span>
#include <string_view>

namespace cleat {

/// Converts the ASCII at the front of `text`, which must have no controls, to cells of one style; returns the number of
/// cells. `to` must have room for all of `text`.
std::size_t expand_ascii(std::string_view text, Cell* to, StyleId style);

/// Writes to `to` the text of the leading `cells` that are printable ASCII in `style`; returns the number of these
/// cells. `to` must have room for one byte per cell.
std::size_t narrow_ascii(std::span<const Cell> cells, StyleId style, char* to);

} // namespace cleat
