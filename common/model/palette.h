#pragma once

#include "common/model/colour.h"

#include <cstdint>
#include <map>

namespace cleat {

/// Keys of the dynamic colours in a `Palette`: they follow the keys of the 256 colours of OSC 4.
enum class DynamicColour : int { foreground = 256, background = 257, cursor = 258 };

/// The colours redefined by the program with OSC 4, 10, 11 and 12; others are those of the user's terminal. Keys are 0
/// to 255 and those of `DynamicColour`; values are 24-bit colours.
using Palette = std::map<int, Colour>;

} // namespace cleat
