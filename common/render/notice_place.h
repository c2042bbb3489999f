#pragma once

#include <optional>

namespace cleat {

/// Row, from 0, of a terminal of `rows` rows where the client says something unasked: the last one, or the first while
/// the cursor, seen or not, is in the last. So what is typed is never covered. Nothing where there is only one row, in
/// which the cursor is. A cursor beyond the edges counts as at the nearest.
[[nodiscard]] constexpr std::optional<int> notice_place(int rows, int cursor_row)
{
    const int last = rows - 1;
    if (last < 1) return std::nullopt;
    return cursor_row < last ? last : 0;
}

} // namespace cleat
