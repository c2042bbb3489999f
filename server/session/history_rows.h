#pragma once

#include "common/model/history.h"

#include <cstdint>
#include <string>
#include <vector>

namespace cleat {

/// The packed rows of a line of history as a screen of `columns` shows them: as they are where they fit, else laid out
/// anew.
[[nodiscard]] std::vector<std::string> rows_of_line(const History& history, std::uint64_t line, int columns);

} // namespace cleat
