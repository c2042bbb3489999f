#pragma once

#include "common/model/history.h"
#include "common/model/row.h"

#include <cstdint>
#include <functional>

namespace cleat {

/// Calls `each` with the rows of a history's lines, from number `first` on, laid out at `columns`, oldest first. None
/// but the last is wrapped where its line ends, and that one only if the newest line is open. A line of more than
/// `MOST_CELLS_AT_ONCE` cells is laid out in parts, each of which begins a row: a few packed bytes can be a row of a
/// thousand cells, and no more than a part is held at a time.
void each_laid_out_row(const History& history, std::uint64_t first, int columns, const std::function<void(Row)>& each);

inline constexpr std::size_t MOST_CELLS_AT_ONCE = 128U << 10;

} // namespace cleat
