#pragma once

#include <optional>

namespace cleat {

/// The row, from 0, in which the client shows an unrequested message on a terminal of `rows` rows: the last one, or the
/// first while the cursor, visible or not, is in the last. So the message never covers typed text. Nothing if there is
/// only one row, which has the cursor. A cursor outside the terminal counts as being at the nearest edge.
[[nodiscard]] constexpr std::optional<int> notice_position(int rows, int cursor_row)
{
    const int last = rows - 1;
    if (last < 1) return std::nullopt;
    return cursor_row < last ? last : 0;
}

} // namespace cleat
