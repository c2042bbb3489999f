#pragma once

#include "common/model/colour.h"

#include <cstdint>
#include <map>

namespace cleat {

/// Numbers of the dynamic colours as keys of a `Palette`, after the 256 of OSC 4.
enum class DynamicColour : int { foreground = 256, background = 257, cursor = 258 };

/// The colours that the program has redefined by OSC 4, 10, 11 and 12; what is not in it is the user's terminal's own.
/// Keys are 0 to 255 and those of `DynamicColour`; values are 24-bit colours.
using Palette = std::map<int, Colour>;

} // namespace cleat
