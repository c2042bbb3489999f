#pragma once

#include "common/model/size.h"

#include <optional>
#include <string>

namespace cleat {

/// Where the cursor of the user's terminal is: row and column from 0. With `pending_wrap` it stands on the last column,
/// on a glyph just written, and the next glyph wraps.
struct CursorPosition {
    int row = 0;
    int column = 0;
    bool pending_wrap = false;

    bool operator==(const CursorPosition&) const = default;
};

/// Appends the shortest of what moves the cursor there (CUP, CUU to CUF, CR, LF and BS: ECMA-48), never scrolling. From
/// an unknown position it is CUP. From a pending wrap, where terminals differ about relative moves, it is CR or CUP.
/// `to` must be on the screen and not be a pending wrap.
void append_motion(std::string& out, const std::optional<CursorPosition>& from, CursorPosition to);

} // namespace cleat
