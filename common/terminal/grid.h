#pragma once

#include "common/model/history.h"
#include "common/model/reflow.h"
#include "common/model/row.h"
#include "common/model/size.h"
#include "common/terminal/margins.h"

#include <memory>
#include <vector>

namespace cleat {

/// The rows of one screen. They are shared with the `Screen`s taken from it; a shared row is copied when it is written.
/// A row that moves stays the same object.
///
/// Soft wraps are kept only where a terminal can reproduce them by wrapping: a row is `wrapped` only while the first
/// cell of the row below is not empty, and its own last cell is either not empty, or was left empty, in the glyph's
/// background, by a double-width glyph that did not fit. Double-width rows are never wrapped.
class Grid {
 public:
    /// Creates blank rows.
    Grid(Size size, DictionaryRef dictionary);

    [[nodiscard]] Size size() const { return size_; }
    [[nodiscard]] const Row& row(int row) const { return *rows_[slot(row)]; }
    /// A row to write to. `changed` becomes its `Row::changed`.
    [[nodiscard]] Row& write(int row, std::uint64_t changed)
    {
        auto& shared = rows_[slot(row)];
        if (shared.use_count() > 1) take_copy(shared);
        shared->changed = changed;
        shared->returned = false;
        return *shared;
    }
    /// The current rows, top first.
    [[nodiscard]] std::vector<RowRef> rows() const;
    /// Replaces all rows. Their number and width must match `size`, and all must use one dictionary.
    void replace(Size size, std::vector<std::shared_ptr<Row>> rows);

    /// The columns of a row available for text: half of them if its characters are double-width.
    [[nodiscard]] int usable_columns(int row) const
    {
        return cleat::usable_columns(this->row(row).line_size, size_.columns);
    }

    /// Moves the rows `top` to `bottom - 1` up by `count`; blank rows come in at the bottom. Rows that leave are
    /// appended to `history`, if there is one.
    void scroll_up(int top, int bottom, int count, Cell blank, std::uint64_t changed, History* history);
    /// Moves the rows `top` to `bottom - 1` down by `count`; blank rows come in at the top. Rows that leave are lost.
    void scroll_down(int top, int bottom, int count, Cell blank, std::uint64_t changed);
    /// Moves the cells of `rect` up by `up` (down if negative), or left by `left` (right if negative); one of the two
    /// must be 0.
    void shift(Rect rect, int up, int left, Cell blank, std::uint64_t changed);
    /// Empties the cells of `rect`; `selective` spares those with DECSCA's attribute.
    void erase(Rect rect, Cell blank, bool selective, std::uint64_t changed);

    /// Copies the cells of `from` to `top`, `left`; the two areas may overlap. Both must lie within the screen. A
    /// double-width glyph with only one half in `from` leaves an empty cell.
    void copy(Rect from, int top, int left, std::uint64_t changed);
    /// Fills `rect` with `cell`, which must not be double-width.
    void paint(Rect rect, Cell cell, std::uint64_t changed);

    /// Makes the characters of all rows normal size.
    void reset_line_sizes(std::uint64_t changed);
    /// Empties both halves of a double-width glyph that lies across the left edge of `column`.
    void split(int row, int column, std::uint64_t changed)
    {
        if (column <= 0 || column >= size_.columns) return;
        const Cell* at = this->row(row).cells.data() + column;
        if (at->is_tail() || (at - 1)->is_wide()) empty_halves(write(row, changed), column);
    }
    /// Empties the half of a double-width glyph at the left edge of `column` if its other half is gone.
    void repair(int row, int column, std::uint64_t changed);
    /// Must be called after the rows `first` to `last` were written or moved: clears wraps that are no longer valid.
    void settle(int first, int last, std::uint64_t changed);
    /// Whether `row` can be marked as continuing in the next row (see above).
    [[nodiscard]] bool may_be_wrapped(int row) const;
    void set_wrapped(int row, bool wrapped, std::uint64_t changed);

 private:
    [[nodiscard]] std::size_t slot(int row) const
    {
        auto at = static_cast<std::size_t>(row) + first_;
        return at < rows_.size() ? at : at - rows_.size();
    }
    void turn(int count);
    static void take_copy(std::shared_ptr<Row>& row);
    static void empty_halves(Row& row, int column);
    static void erase_unguarded(Row& row, const Rect& rect, Cell blank);
    void clear_beyond(int row, std::uint64_t changed);
    void make_blank(std::shared_ptr<Row>& row, Cell blank, std::uint64_t changed);
    void shift_columns(Rect rect, int left, Cell blank, std::uint64_t changed);
    void shift_rows(Rect rect, int up, Cell blank, std::uint64_t changed);

    Size size_;
    DictionaryRef dictionary_;
    std::vector<std::shared_ptr<Row>> rows_; // a ring: the top row is at `first_`
    std::size_t first_ = 0;
};

} // namespace cleat
