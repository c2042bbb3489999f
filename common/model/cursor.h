#pragma once

#include <cstdint>

namespace cleat {

/// DECSCUSR; `standard` is whatever the user's terminal has.
enum class CursorShape : std::uint8_t { standard, block, underline, bar };

/// Where the cursor is and how it looks. Rows and columns from 0.
struct Cursor {
    int row = 0;
    int column = 0;
    bool pending_wrap = false; ///< at the last column with a glyph just written: the next one wraps
    bool visible = true;       ///< DECTCEM
    bool blink = false; ///< DECSCUSR's odd numbers, DEC mode 12; if not, one of `standard` shape is as the user's
    CursorShape shape = CursorShape::standard;

    bool operator==(const Cursor&) const = default;
};

} // namespace cleat
