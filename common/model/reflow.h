#pragma once

#include "common/model/row.h"
#include "common/model/text_position.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

namespace cleat {

/// Lays out the rows of one logical line (all but the last one wrapped) at `columns`. Empty cells after the last
/// non-empty cell are not part of the line, but their style fills the last row. Double-width glyphs are never split. No
/// character, link, style or line size is lost, and laying out again at the original width yields the same rows, with
/// two exceptions: an empty cell within the text becomes a space if the line is broken next to it, and the fill style
/// of the last row is lost if the text leaves no room for it.
std::vector<Row> lay_out(std::span<const Row> line, int columns);

/// Likewise, for packed rows as kept by `History`.
std::vector<Row> lay_out(std::span<const std::string_view> packed_line, int columns, const DictionaryRef& dictionary);

/// The number of columns of a row usable for text: half of them for a double-size row, but at least two (enough for
/// any glyph) if the row has two or more.
[[nodiscard]] inline int usable_columns(LineSize size, int columns)
{
    return size == LineSize::normal ? columns : std::max(columns / 2, std::min(columns, 2));
}

/// The number of cells that text uses in a wrapped row: all usable cells, or one less if the last was left empty
/// because the double-width glyph at the start of `next` did not fit.
[[nodiscard]] std::size_t continued_length(const Row& row, const Row& next);

/// Likewise, for an unknown next row: an empty last cell of a wrapped row is assumed to be left empty for that reason.
[[nodiscard]] std::size_t continued_length(const Row& row);

/// The number of cells that a row contributes to its line (`TextPosition`). A double-width glyph counts two, even in a
/// row of one column, which has no cell for its tail.
[[nodiscard]] std::size_t text_cells(const Row& row);

/// The position after a row whose first cell is at `at`.
[[nodiscard]] TextPosition position_after(const Row& row, TextPosition at);
[[nodiscard]] TextPosition position_after(std::string_view packed, TextPosition at);
/// The number of rows of a screen that start before `position`. The screen's first row is at `top`.
[[nodiscard]] int rows_before(std::span<const RowRef> screen, TextPosition top, TextPosition position);

} // namespace cleat
