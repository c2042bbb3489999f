#pragma once

#include "common/model/text_position.h"

#include <cstdint>

namespace cleat {

/// The positions in the session's text of rows sent to a viewer, so that it recognises rows sent again: rows that a
/// resize brought back to the screen and that leave it once more, and rows that were perhaps not drawn.
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
