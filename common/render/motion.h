#pragma once

#include "common/model/size.h"

#include <optional>
#include <string>

namespace cleat {

/// The cursor position on the user's terminal: row and column from 0. With `pending_wrap` it is on the last column, on
/// a glyph just written, and the next glyph wraps.
struct CursorPosition {
    int row = 0;
    int column = 0;
    bool pending_wrap = false;

    bool operator==(const CursorPosition&) const = default;
};

/// Appends the shortest sequence that moves the cursor to `to` without scrolling (CUP, CUU to CUB, CR, LF and BS:
/// ECMA-48). From an unknown position it is CUP; with a pending wrap, where terminals differ about relative moves, it
/// is CUP or starts with CR. `to` must be on the screen and without a pending wrap.
void append_motion(std::string& out, const std::optional<CursorPosition>& from, CursorPosition to);

} // namespace cleat
