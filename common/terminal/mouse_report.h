#pragma once

#include "common/model/modes.h"
#include "common/terminal/profile.h"

#include <string>
#include <string_view>

namespace cleat {

/// A mouse report in the encoding that the program asked for. One that asked for pixels (DEC mode 1016) gets reports of
/// terminals that were asked for cells (1006): of each cell the pixel in its middle is told, from 1. Where the size of
/// a cell is unknown, or the report is none of 1006, it is left as it is.
[[nodiscard]] std::string mouse_report_for(std::string_view report, const Modes& modes, const TerminalProfile& profile);

} // namespace cleat
