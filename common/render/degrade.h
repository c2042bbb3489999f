#pragma once

#include "common/model/style.h"
#include "common/render/capabilities.h"

namespace cleat {

/// The nearest colour that a terminal of that depth has. The default colour stays; with `ColourDepth::none` all become
/// it. Indexes 16 to 255 are taken to look as xterm's, 0 to 15 as xterm's defaults.
[[nodiscard]] Colour degrade(Colour colour, ColourDepth depth);

/// The nearest style that the terminal can show. The link stays (see `Brush`); DECSCA protection goes, as it is not
/// seen. A bright foreground on eight colours becomes bold; an underline style that is not there becomes a single one.
[[nodiscard]] Style degrade(const Style& style, const Capabilities& capabilities);

} // namespace cleat
