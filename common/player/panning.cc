#include "common/player/panning.h"

namespace cleat {

void Panning::move(int rows, int columns)
{
    follows_ = false;
    corner_.row += rows;
    corner_.column += columns;
}

Corner Panning::corner(const Screen& screen, Size window)
{
    const bool has_cursor = follows_ && screen.cursor.visible;
    corner_ = has_cursor ? cleat::follow_cursor(corner_, screen, window) : within(corner_, screen, window);
    return corner_;
}

} // namespace cleat
