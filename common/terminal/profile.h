#pragma once

#include "common/model/colour.h"
#include "common/model/palette.h"

namespace cleat {

/// What the users' terminals look like, for queries that ask it. Declared by the controller that attached last.
struct TerminalProfile {
    Colour foreground = Colour::rgb(0xe5, 0xe5, 0xe5);
    Colour background = Colour::rgb(0, 0, 0);
    Colour cursor = Colour::rgb(0xe5, 0xe5, 0xe5);
    Palette palette;    ///< of the 256 of OSC 4 those that are not xterm's
    int cell_width = 0; ///< pixels; 0 where unknown
    int cell_height = 0;

    [[nodiscard]] bool knows_cells() const { return cell_width > 0 && cell_height > 0; }

    bool operator==(const TerminalProfile&) const = default;
};

} // namespace cleat
