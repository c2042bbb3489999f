#pragma once

#include "common/model/text_position.h"

#include <cstdint>

namespace cleat {

/// The positions in the session's text of rows sent to a viewer. They let the viewer recognise rows that are sent
/// again: rows that leave the screen again after a resize brought them back, and rows that it may not have drawn.
struct RowPositions {
    TextPosition from;                  ///< of the first row sent; the same as `top` if none was sent
    TextPosition top;                   ///< of the primary screen's first row, which follows the rows sent
    TextPosition resized;               ///< `top` right after the last resize
    std::uint64_t scrolled = 0;         ///< `Screen::rows_scrolled`
    std::uint64_t resizes = 0;          ///< number of resizes of the session
    std::uint64_t resized_scrolled = 0; ///< `scrolled` at the last resize
    bool returned = true;               ///< the primary screen may have rows with `Row::returned`

    bool operator==(const RowPositions&) const = default;
};

} // namespace cleat
