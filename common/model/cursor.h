#pragma once

#include <cstdint>

namespace cleat {

/// DECSCUSR; `standard` is whatever the user's terminal has.
enum class CursorShape : std::uint8_t { standard, block, underline, bar };

/// The cursor's position and appearance. Rows and columns from 0.
struct Cursor {
    int row = 0;
    int column = 0;
    bool pending_wrap = false; ///< a glyph was just written in the last column: the next one wraps
    bool visible = true;       ///< DECTCEM
    /// Set by odd values of DECSCUSR and by DEC mode 12. If false with shape `standard`, the user's terminal decides.
    bool blink = false;
    CursorShape shape = CursorShape::standard;

    bool operator==(const Cursor&) const = default;
};

} // namespace cleat
