#pragma once

#include "common/terminal/snapshot.h"

#include <string>

namespace cleat::test {

/// The first thing in which two terminals differ, described; empty where they are equal.
[[nodiscard]] std::string difference(const Snapshot& a, const Snapshot& b);

/// The same for all that is kept of a terminal but cells, history and unfinished input.
[[nodiscard]] std::string difference(const TerminalState& a, const TerminalState& b);

/// The same for rows: text, styles, links, wraps, line sizes.
[[nodiscard]] std::string difference(const std::vector<RowRef>& a, const std::vector<RowRef>& b);

/// The same for lines of the history, and their numbers.
[[nodiscard]] std::string difference(const History& a, const History& b);

/// All that there is to a row, in one line.
[[nodiscard]] std::string told(const Row& row);

} // namespace cleat::test
