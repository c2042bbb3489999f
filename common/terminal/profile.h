#pragma once

#include "common/model/colour.h"
#include "common/model/palette.h"

namespace cleat {

/// Properties of the users' terminals, for queries: those that a controller sent last (`Profile`).
struct TerminalProfile {
    Colour foreground = Colour::rgb(0xe5, 0xe5, 0xe5);
    Colour background = Colour::rgb(0, 0, 0);
    Colour cursor = Colour::rgb(0xe5, 0xe5, 0xe5);
    Palette palette;    ///< of the 256 colours of OSC 4, those that differ from xterm's
    int cell_width = 0; ///< in pixels; 0 if unknown
    int cell_height = 0;

    [[nodiscard]] bool knows_cells() const { return cell_width > 0 && cell_height > 0; }

    bool operator==(const TerminalProfile&) const = default;
};

} // namespace cleat
