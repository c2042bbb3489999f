#pragma once

#include "common/model/history.h"
#include "common/model/text_position.h"

#include <cstdint>
#include <string>
#include <vector>

namespace cleat {

/// The packed rows of a line of history as a screen of `columns` shows them: as they are where they fit, else laid out
/// anew.
[[nodiscard]] std::vector<std::string> rows_of_line(const History& history, std::uint64_t line, int columns);

/// Where a row of history begins in the text, rows being counted as `rows_of_line` has them.
[[nodiscard]] TextPosition position_of(const History& history, HistoryRow row, int columns);

/// The row in which `position` is; the place after the last one where it is beyond the history.
[[nodiscard]] HistoryRow row_at(const History& history, TextPosition position, int columns);

} // namespace cleat
