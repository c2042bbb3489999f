#pragma once

#include "common/model/modes.h"
#include "common/model/size.h"

#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// Where a window on a session's screen is: its top left cell, in the screen's rows and columns, and its size.
struct WindowPlace {
    int row = 0;
    int column = 0;
    Size size;

    bool operator==(const WindowPlace&) const = default;
};

/// A mouse report of a terminal that shows a window on a screen of size `screen`, in that screen's rows and columns.
/// Nothing where it is outside of the window or of the screen, is none, or cannot say the place: the first encoding
/// ends at 223, and 1005 at 2015. `sgr_pixels` is taken as `sgr`, which the client asks for in its place.
[[nodiscard]] std::optional<std::string> move_mouse_report(std::string_view report, MouseEncoding encoding,
                                                           const WindowPlace& window, Size screen);

} // namespace cleat
