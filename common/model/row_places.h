#pragma once

#include "common/model/text_position.h"

#include <cstdint>

namespace cleat {

/// Where the rows that a viewer is told of are in the session's text, so that they are known when they come again. Rows
/// that a change of size brought back to the screen leave it once more, and rows of which it is not sure that they were
/// drawn are told twice.
struct RowPlaces {
    TextPosition from;                  ///< of the first row told, or as `top`
    TextPosition top;                   ///< of the primary screen's first row, after those
    TextPosition resized;               ///< the same, right after the session was last given another size
    std::uint64_t scrolled = 0;         ///< `Screen::rows_scrolled`
    std::uint64_t resizes = 0;          ///< how often the session was given another size
    std::uint64_t resized_scrolled = 0; ///< `scrolled` at the last time
    bool returned = true;               ///< the primary screen may have rows that were `Row::returned`

    bool operator==(const RowPlaces&) const = default;
};

} // namespace cleat
