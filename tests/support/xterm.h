#pragma once

#include "common/model/screen.h"

#include <optional>
#include <string>
#include <vector>

namespace cleat::test {

/// The state of an @xterm/headless terminal.
struct XtermScreen {
    Side active = Side::primary;
    int row = 0;
    int column = 0;                 ///< of the cursor; equals the number of columns if a wrap is pending
    std::vector<RowRef> scrollback; ///< oldest first
    std::vector<RowRef> primary;
    std::vector<RowRef> alternate; ///< only while it is active
    std::string title;
    std::string answers; ///< its replies to the program
    Modes modes;         ///< the modes that it reports
};

/// Output for a terminal of some size.
struct XtermCase {
    Size size;
    std::string bytes;
};

/// The folder of the npm package @xterm/headless: the environment variable CLEAT_XTERM_HEADLESS. The package is not
/// part of this project, so tests that need it are skipped without it.
[[nodiscard]] std::optional<std::string> xterm_folder();

/// The state of a new terminal for each of the cases. The package's width tables are of Unicode 6, before emoji had two
/// columns, so it gets our widths for characters beyond U+FFFF.
[[nodiscard]] std::vector<XtermScreen> show_in_xterm(const std::string& folder, const std::vector<XtermCase>& cases);

} // namespace cleat::test
