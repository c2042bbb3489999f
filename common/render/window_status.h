#pragma once

#include "common/render/crop.h"

#include <string>

namespace cleat {

/// What the status line of a window on a session shows besides the window's position.
struct WindowStatus {
    std::string session;
    std::string hint; ///< how to move the window

    bool operator==(const WindowStatus&) const = default;
};

/// ` work 200x50, rows 11-34, columns 1-80   hint`: the part of the session's screen that a window of that size shows.
/// A direction in which it shows everything is omitted.
[[nodiscard]] std::string status_text(const WindowStatus& status, Size screen, Size window, Corner corner);

} // namespace cleat
