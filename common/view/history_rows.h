#pragma once

#include "common/model/history.h"
#include "common/model/text_position.h"

#include <cstdint>
#include <string>
#include <vector>

namespace cleat {

/// The packed rows of a line of history as a screen of `columns` shows them: unchanged if they fit, otherwise laid out
/// again.
[[nodiscard]] std::vector<std::string> rows_of_line(const History& history, std::uint64_t line, int columns);

/// The position in the text at which a row of history starts, with rows counted as by `rows_of_line`.
[[nodiscard]] TextPosition position_of(const History& history, HistoryRow row, int columns);

/// The row that contains `position`, or the row after the last one if `position` is beyond the history.
[[nodiscard]] HistoryRow row_at(const History& history, TextPosition position, int columns);

} // namespace cleat
