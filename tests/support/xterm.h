#pragma once

#include "common/model/screen.h"

#include <optional>
#include <string>
#include <vector>

namespace cleat::test {

/// What a terminal of @xterm/headless shows.
struct XtermScreen {
    Side active = Side::primary;
    int row = 0;
    int column = 0;                 ///< of the cursor; as many as there are columns where a wrap is pending
    std::vector<RowRef> scrollback; ///< oldest first
    std::vector<RowRef> primary;
    std::vector<RowRef> alternate; ///< only while it is active
    std::string title;
    std::string answers; ///< what it would have sent to the program
    Modes modes;         ///< those of them that it tells
};

/// Bytes for a terminal of some size.
struct XtermCase {
    Size size;
    std::string bytes;
};

/// The folder of the npm package @xterm/headless: the environment's CLEAT_XTERM_HEADLESS. The package is no part of
/// ours, so a test that needs it is skipped without.
[[nodiscard]] std::optional<std::string> xterm_folder();

/// What a new terminal for each of the cases shows. The package's widths are of Unicode 6, before emoji had two
/// columns; it is told ours of characters beyond U+FFFF.
[[nodiscard]] std::vector<XtermScreen> show_in_xterm(const std::string& folder, const std::vector<XtermCase>& cases);

} // namespace cleat::test
