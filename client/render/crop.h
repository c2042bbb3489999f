#pragma once

#include "common/model/screen.h"

namespace cleat {

/// Top left corner of the part of a screen that is shown, in the screen's rows and columns, from 0.
struct Corner {
    int row = 0;
    int column = 0;

    bool operator==(const Corner&) const = default;
};

/// The corner that shows the cursor in a window of that size, moved from `corner` as little as that needs, and with as
/// little beyond the screen's edges as possible.
[[nodiscard]] Corner follow_cursor(Corner corner, const Screen& screen, Size window);

/// `corner` moved into the screen: a window of that size there shows as little beyond its edges as possible.
[[nodiscard]] Corner within(Corner corner, const Screen& screen, Size window);

/// The part of the active screen that a window of that size shows from `corner` on, as a screen of the window's size;
/// blank beyond the edges. Double-width glyphs that an edge cuts are empty. Rows that are cut or filled are not
/// wrapped. A cursor outside of the window is put at its edge and hidden.
[[nodiscard]] Screen crop(const Screen& screen, Size window, Corner corner);

} // namespace cleat
