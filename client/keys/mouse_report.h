#pragma once

#include "common/model/modes.h"
#include "common/model/size.h"

#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// A window on a session's screen: its top left cell, in the screen's rows and columns, and its size.
struct WindowPosition {
    int row = 0;
    int column = 0;
    Size size;

    bool operator==(const WindowPosition&) const = default;
};

/// Translates a mouse report from a terminal that shows a window on a screen of size `screen` into that screen's rows
/// and columns. Nothing if it is not a report, lies outside the window or the screen, or the encoding cannot express
/// the position: the original encoding ends at 223, mode 1005 at 2015. `sgr_pixels` is treated as `sgr`, which the
/// client requests instead.
[[nodiscard]] std::optional<std::string> move_mouse_report(std::string_view report, MouseEncoding encoding,
                                                           const WindowPosition& window, Size screen);

} // namespace cleat
