#pragma once

#include "common/model/history.h"
#include "common/model/reflow.h"
#include "common/model/row.h"
#include "common/model/size.h"
#include "common/terminal/margins.h"

#include <memory>
#include <vector>

namespace cleat {

/// One screen's rows. They are shared with the `Screen`s that were taken of it, and copied when one that is shared is
/// written; a row that moves stays the same object.
///
/// Soft wraps are kept so that a terminal that is made to wrap really can show them: a row is `wrapped` only while the
/// first cell of the row below is not empty, and its own last cell either is not empty, or is what a double-width glyph
/// that did not fit leaves there: empty, in the glyph's background. Rows of double width are never wrapped.
class Grid {
 public:
    /// Blank.
    Grid(Size size, DictionaryRef dictionary);

    [[nodiscard]] Size size() const { return size_; }
    [[nodiscard]] const Row& row(int row) const { return *rows_[place(row)]; }
    /// The row to be written. `changed` is what it will say in `Row::changed`.
    [[nodiscard]] Row& write(int row, std::uint64_t changed)
    {
        auto& shared = rows_[place(row)];
        if (shared.use_count() > 1) take_copy(shared);
        shared->changed = changed;
        shared->returned = false;
        return *shared;
    }
    /// The rows as they are now, top first.
    [[nodiscard]] std::vector<RowRef> rows() const;
    /// Puts other rows in the place of all. As many as there are, each of as many columns, in one dictionary.
    void replace(Size size, std::vector<std::shared_ptr<Row>> rows);

    /// Columns of a row that text can take: half of them where its characters are double-width.
    [[nodiscard]] int usable_columns(int row) const
    {
        return cleat::usable_columns(this->row(row).line_size, size_.columns);
    }

    /// Moves the rows `top` to `bottom - 1` up by `count`; the rows that come in at the bottom are blank. Rows that
    /// leave are added to `history`, if there is one.
    void scroll_up(int top, int bottom, int count, Cell blank, std::uint64_t changed, History* history);
    /// The same downwards. Rows that leave are lost.
    void scroll_down(int top, int bottom, int count, Cell blank, std::uint64_t changed);
    /// Moves the cells of `rect` up by `up` (down, where negative), or else left by `left` (right, where negative): one
    /// is 0.
    void shift(Rect rect, int up, int left, Cell blank, std::uint64_t changed);
    /// Empties the cells of `rect`; `selective` spares those with DECSCA's attribute.
    void erase(Rect rect, Cell blank, bool selective, std::uint64_t changed);

    /// Writes the cells of `from` to where `top` and `left` are, as they were before: the two may overlap. Both lie
    /// within the screen. A double-width glyph of which only a half is in `from` leaves an empty cell.
    void copy(Rect from, int top, int left, std::uint64_t changed);
    /// Writes `cell`, which is not double-width, everywhere in `rect`.
    void paint(Rect rect, Cell cell, std::uint64_t changed);

    /// Makes every row's characters of normal size.
    void reset_line_sizes(std::uint64_t changed);
    /// Makes the halves of double-width glyphs that lie across the left edge of column `column` empty.
    void split(int row, int column, std::uint64_t changed)
    {
        if (column <= 0 || column >= size_.columns) return;
        const Cell* at = this->row(row).cells.data() + column;
        if (at->is_tail() || (at - 1)->is_wide()) empty_halves(write(row, changed), column);
    }
    /// The same where only one of the halves is left.
    void mend(int row, int column, std::uint64_t changed);
    /// To be called when the rows `first` to `last` were written or moved: clears the wraps that are none any more.
    void settle(int first, int last, std::uint64_t changed);
    /// Whether the text of `row` may be said to go on in the next.
    [[nodiscard]] bool may_be_wrapped(int row) const;
    void set_wrapped(int row, bool wrapped, std::uint64_t changed);

 private:
    [[nodiscard]] std::size_t place(int row) const
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
    std::vector<std::shared_ptr<Row>> rows_; // a ring: the top row is at first_
    std::size_t first_ = 0;
};

} // namespace cleat
