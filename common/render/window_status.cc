#include "common/render/window_status.h"

#include <algorithm>

namespace cleat {

namespace {

/// `, rows 11-34`, or nothing if all of them are shown.
std::string part(const char* what, int first, int shown, int all)
{
    if (shown >= all) return {};
    return std::string(", ") + what + ' ' + std::to_string(first + 1) + '-' +
           std::to_string(std::min(first + shown, all));
}

} // namespace

std::string status_text(const WindowStatus& status, Size screen, Size window, Corner corner)
{
    const auto size = std::to_string(screen.columns) + 'x' + std::to_string(screen.rows);
    return ' ' + status.session + ' ' + size + part("rows", corner.row, window.rows, screen.rows) +
           part("columns", corner.column, window.columns, screen.columns) + "   " + status.hint + ' ';
}

} // namespace cleat
