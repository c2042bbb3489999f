#pragma once

#include "common/model/modes.h"
#include "common/terminal/profile.h"

#include <string>
#include <string_view>

namespace cleat {

/// Converts a mouse report to the encoding the program requested. If that is pixels (DEC mode 1016), users' terminals
/// report cells (1006), and the report gets the pixel in the middle of the cell, from 1. A report is unchanged if the
/// size of a cell is unknown, or if it is not a 1006 report.
[[nodiscard]] std::string mouse_report_for(std::string_view report, const Modes& modes, const TerminalProfile& profile);

} // namespace cleat
