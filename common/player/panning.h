#pragma once

#include "common/model/screen.h"
#include "common/render/crop.h"

namespace cleat {

/// Selects the part of a screen shown in a window that may be smaller: the part with the cursor, until the user pans.
class Panning {
 public:
    void move(int rows, int columns);
    /// From now on the window follows the cursor again.
    void follow_cursor() { follows_ = true; }
    /// The upper left corner of the part, which shows as little beyond the screen's edges as possible.
    [[nodiscard]] Corner corner(const Screen& screen, Size window);

 private:
    Corner corner_;
    bool follows_ = true;
};

} // namespace cleat
