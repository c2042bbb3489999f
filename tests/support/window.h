#pragma once

#include "common/model/screen.h"

#include <string>

namespace cleat::test {

/// Describes how a client's terminal fails to show the session of that name; empty if it shows it. A terminal of the
/// session's size must look the same, cell for cell, with the cursor at the same position. A terminal of another size
/// must show a part of the screen: with the cursor in it, nothing beyond an edge of the session that could be avoided,
/// blanks beyond the edges, and blanks for double-width glyphs that an edge cuts. Its last row can be a status line
/// that starts with the session's name.
[[nodiscard]] std::string difference_in_window(const Screen& session, const Screen& shown, const std::string& name);

} // namespace cleat::test
