#pragma once

#include "common/model/screen.h"

namespace cleat {

/// The top left corner of the visible part of a screen, in the screen's rows and columns, from 0.
struct Corner {
    int row = 0;
    int column = 0;

    bool operator==(const Corner&) const = default;
};

/// The corner of a window of that size that shows the cursor. In each direction it is 0 if a window that starts at 0
/// shows the cursor, so that the window returns to the edge as soon as the cursor allows; otherwise it is `corner`,
/// moved as little as possible. The window shows as little beyond the screen's edges as possible.
[[nodiscard]] Corner follow_cursor(Corner corner, const Screen& screen, Size window);

/// Moves `corner` so that a window of that size shows as little beyond the screen's edges as possible.
[[nodiscard]] Corner within(Corner corner, const Screen& screen, Size window);

/// The part of the active screen shown by a window of that size with its top left at `corner`, as a screen of the
/// window's size; blank beyond the edges. Double-width glyphs cut by an edge are empty. Rows that are cut or filled are
/// not wrapped. A cursor outside the window is moved to its edge and hidden.
[[nodiscard]] Screen crop(const Screen& screen, Size window, Corner corner);

/// Where the window, cropped from `corner` on, extends beyond a screen of that size, marks the screen's right and lower
/// edge with a faint line just outside it.
void mark_edges(Screen& window, Size screen, Corner corner);

} // namespace cleat
