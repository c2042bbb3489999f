#pragma once

#include "common/model/screen.h"
#include "common/render/crop.h"

namespace cleat {

/// Which part of a screen is in a window that may be smaller: the one with the cursor, until the user moves it.
class Panning {
 public:
    void move(int rows, int columns);
    /// From now on the window follows the cursor again.
    void follow_cursor() { follows_ = true; }
    /// The upper left corner of the part, which is within the screen as far as it can be.
    [[nodiscard]] Corner corner(const Screen& screen, Size window);

 private:
    Corner corner_;
    bool follows_ = true;
};

} // namespace cleat
