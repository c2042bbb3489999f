#pragma once

#include "common/model/row.h"
#include "common/model/text_position.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

namespace cleat {

/// Rows of one logical line (each but the last one wrapped) laid out anew at `columns`. Empty cells after the last one
/// that is anything else are not part of the line, but their style fills the last row. Double-width glyphs are never
/// split. No character, link, style or line size is lost, and laying out again at the first width gives the same rows,
/// with two exceptions: an empty cell within the text becomes a space where the line is broken next to it, and the
/// style of a last row's fill is lost where the text leaves no room for it.
std::vector<Row> lay_out(std::span<const Row> line, int columns);

/// The same for packed rows, as `History` keeps them.
std::vector<Row> lay_out(std::span<const std::string_view> packed_line, int columns, const DictionaryRef& dictionary);

/// Columns of a row that text can take: half of them where characters are double-width, but room for any glyph if there
/// is.
[[nodiscard]] inline int usable_columns(LineSize size, int columns)
{
    return size == LineSize::normal ? columns : std::max(columns / 2, std::min(columns, 2));
}

/// Cells of a wrapped row that the text takes: all that text can take in it, but for one that was left empty because
/// the double-width glyph that begins `next` did not fit.
[[nodiscard]] std::size_t continued_length(const Row& row, const Row& next);

/// The same where the next row is not at hand: an empty last cell of a wrapped row is what such a glyph left.
[[nodiscard]] std::size_t continued_length(const Row& row);

/// Cells that a row as it was packed takes of its line (`TextPosition`), the tails that rows of one column have no room
/// for included.
[[nodiscard]] std::size_t text_cells(const Row& row);

/// The position of the text after a row whose first cell is at `at`.
[[nodiscard]] TextPosition position_after(const Row& row, TextPosition at);
[[nodiscard]] TextPosition position_after(std::string_view packed, TextPosition at);
/// The number of rows of a screen, whose first row is at `top`, that begin before `position`.
[[nodiscard]] int rows_before(std::span<const RowRef> screen, TextPosition top, TextPosition position);

} // namespace cleat
