#pragma once

#include "common/model/cell.h"
#include "common/model/mark.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace cleat {

/// DECSWL, DECDWL, DECDHL.
enum class LineSize : std::uint8_t { normal, double_width, double_top, double_bottom };

/// One line of a screen. Rows are shared between screens and immutable once shared. A row that did not change is the
/// same pointer in both screens, which makes differences and scrolling cheap to find.
struct Row {
    DictionaryRef dictionary; ///< resolves the numbers in the cells; never null
    std::vector<Cell> cells;  ///< as many as the screen has columns
    bool wrapped = false;     ///< the text continues in the next row, by autowrap
    /// A part of the row left the screen, came back when the screen was resized, and has not been overwritten since.
    /// Not compared.
    bool returned = false;
    LineSize line_size = LineSize::normal;
    Mark mark;
    /// The offset up to which the session's output had been processed when the row was last written. Not compared.
    std::uint64_t changed = 0;

    Row(DictionaryRef words, int columns) : dictionary(std::move(words)), cells(static_cast<std::size_t>(columns)) {}

    [[nodiscard]] int columns() const { return static_cast<int>(cells.size()); }
    [[nodiscard]] const Style& style(const Cell& cell) const { return dictionary->style(cell.style); }
    /// The cell's text in UTF-8: nothing for an empty cell or a tail.
    void append_text(const Cell& cell, std::string& out) const;
    /// The row's text, empty cells as spaces, trailing blanks (empty cells and spaces) trimmed.
    [[nodiscard]] std::string text() const;
};

using RowRef = std::shared_ptr<const Row>;

/// Compares cells by value, even if their rows have different dictionaries.
[[nodiscard]] bool same_cell(const Row& a, const Cell& in_a, const Row& b, const Cell& in_b);

/// Compares everything by value except `changed` and `returned`.
[[nodiscard]] bool operator==(const Row& a, const Row& b);

/// The same row with the numbers of another dictionary.
[[nodiscard]] Row translate(const Row& row, const DictionaryRef& dictionary);

} // namespace cleat
