#pragma once

#include "common/model/cell.h"

#include <cstddef>
#include <span>
#include <string_view>

namespace cleat {

/// Makes the ASCII at the front of `text`, which has no controls, cells of one style; gives how many. There is room for
/// all of `text` in `to`.
std::size_t expand_ascii(std::string_view text, Cell* to, StyleId style);

/// Writes what printable ASCII of one style there is at the front of `cells`; gives how much. There is room for as many
/// bytes as cells in `to`.
std::size_t narrow_ascii(std::span<const Cell> cells, StyleId style, char* to);

} // namespace cleat
