#pragma once

#include "common/model/screen.h"

namespace cleat {

/// Top left corner of the part of a screen that is shown, in the screen's rows and columns, from 0.
struct Corner {
    int row = 0;
    int column = 0;

    bool operator==(const Corner&) const = default;
};

/// The corner that shows the cursor in a window of that size: the screen's own first row, and first column, where the
/// cursor is seen from there, so that a window is back when the cursor is, whatever was shown in between; else moved
/// from `corner` as little as possible. With as little beyond the screen's edges as possible.
[[nodiscard]] Corner follow_cursor(Corner corner, const Screen& screen, Size window);

/// `corner` moved into the screen: a window of that size there shows as little beyond its edges as possible.
[[nodiscard]] Corner within(Corner corner, const Screen& screen, Size window);

/// The part of the active screen that a window of that size shows from `corner` on, as a screen of the window's size;
/// blank beyond the edges. Double-width glyphs that an edge cuts are empty. Rows that are cut or filled are not
/// wrapped. A cursor outside of the window is put at its edge and hidden.
[[nodiscard]] Screen crop(const Screen& screen, Size window, Corner corner);

/// Marks the right and the lower edge of a screen of that size by a faint line just beyond them, where a window on it,
/// cropped from `corner` on, shows more.
void mark_edges(Screen& window, Size screen, Corner corner);

} // namespace cleat
