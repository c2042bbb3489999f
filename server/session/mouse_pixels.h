#pragma once

#include <string>
#include <string_view>

namespace cleat {

/// Pixels of one cell; 0 where they are not known.
struct CellPixels {
    int width = 0;
    int height = 0;
    bool operator==(const CellPixels&) const = default;
};

/// A mouse report of DEC mode 1006, `CSI < button ; column ; row M` or `m`, as one of mode 1016, which tells pixels
/// from 1 on where the other tells cells: those of the middle of the cell. What is no such report stays as it is, and
/// so does one where the cells' size is not known, as if they were a pixel each.
[[nodiscard]] std::string in_pixels(std::string_view report, CellPixels cell);

} // namespace cleat
