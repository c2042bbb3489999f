#pragma once

#include "common/render/crop.h"

#include <string>

namespace cleat {

/// What the line under a window on a session says beside where the window is.
struct WindowStatus {
    std::string session;
    std::string hint; ///< how to move the window

    bool operator==(const WindowStatus&) const = default;
};

/// ` work 200x50, rows 11-34, columns 1-80   hint`: what of the session's screen a window of that size shows; only the
/// directions in which it does not show all.
[[nodiscard]] std::string status_text(const WindowStatus& status, Size screen, Size window, Corner corner);

} // namespace cleat
