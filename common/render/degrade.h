#pragma once

#include "common/model/style.h"
#include "common/render/capabilities.h"

namespace cleat {

/// The nearest colour that a terminal of that depth has. The default colour stays; with `ColourDepth::none` every
/// colour becomes the default. Assumes xterm's colours for indexes 16 to 255, and xterm's defaults for 0 to 15.
[[nodiscard]] Colour degrade(Colour colour, ColourDepth depth);

/// The nearest style that the terminal can show. A link stays if the terminal has hyperlinks (see `Brush`); DECSCA
/// protection, which is invisible, is dropped. A bright foreground on eight colours becomes bold; an unsupported
/// underline style becomes a single underline.
[[nodiscard]] Style degrade(const Style& style, const Capabilities& capabilities);

} // namespace cleat
