#pragma once

#include "client/export/look.h"

#include <string>
#include <vector>

namespace cleat {

/// Cells of one row beside each other that look the same.
struct Run {
    int column = 0;
    int columns = 0;
    Look look;
    std::string text;    ///< UTF-8, empty cells as spaces
    bool is_one = false; ///< a single glyph that is not ASCII: fonts may give it another width
};

/// A row in runs, from the left, all of it. What stands alone is a glyph that is not ASCII.
[[nodiscard]] std::vector<Run> runs_of(const Row& row, const Colours& colours, bool reverse_screen);

} // namespace cleat
