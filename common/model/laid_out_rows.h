#pragma once

#include "common/model/history.h"
#include "common/model/row.h"

#include <cstdint>
#include <functional>

namespace cleat {

/// Calls `each` with the rows of a history's lines, from line `first` on, laid out at `columns`, oldest first. The last
/// row of a line is not wrapped, unless the line is the newest and open. A line of more than `MAX_CELLS_AT_ONCE` cells
/// is laid out in parts, each starting a new row, to bound memory: a few packed bytes can stand for a row of a thousand
/// cells.
void each_laid_out_row(const History& history, std::uint64_t first, int columns, const std::function<void(Row)>& each);

inline constexpr std::size_t MAX_CELLS_AT_ONCE = 128U << 10;

} // namespace cleat
