#pragma once

#include "common/terminal/snapshot.h"

#include <string>

namespace cleat::test {

/// Describes the first difference between two terminals; empty if they are equal.
[[nodiscard]] std::string difference(const Snapshot& a, const Snapshot& b);

/// Likewise for a terminal's state without cells, history and incomplete input.
[[nodiscard]] std::string difference(const TerminalState& a, const TerminalState& b);

/// Likewise for rows: text, styles, links, wraps, line sizes.
[[nodiscard]] std::string difference(const std::vector<RowRef>& a, const std::vector<RowRef>& b);

/// Likewise for lines of the history, and their numbers.
[[nodiscard]] std::string difference(const History& a, const History& b);

/// Describes a row completely, in one line.
[[nodiscard]] std::string told(const Row& row);

} // namespace cleat::test
