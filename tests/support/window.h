#pragma once

#include "common/model/screen.h"

#include <string>

namespace cleat::test {

/// In what a client's terminal does not show the session of that name, described; empty where it shows it. It does
/// where it is as large as the session and looks the same, cell for cell, with the cursor at the same place. A terminal
/// of another size shows a part: with the cursor in it, nothing of beyond an edge that can be within, blank beyond,
/// double glyphs that an edge cuts blank; its last row may be a line that begins with the session's name.
[[nodiscard]] std::string difference_in_window(const Screen& session, const Screen& shown, const std::string& name);

} // namespace cleat::test
