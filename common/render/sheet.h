#pragma once

#include "common/model/row.h"
#include "common/render/canvas.h"
#include "common/render/row_shift.h"
#include "common/render/stretch.h"

#include <cstdint>
#include <span>
#include <vector>

namespace cleat {

/// One of the two screens of the user's terminal: its contents as far as they are known, and painting rows on it. Rows
/// that are equal, by identity or cell by cell, cost nothing; of the others only the differing cells are written. A
/// soft wrap is produced by writing the last glyph of a row and the first of the next without moving the cursor in
/// between, so that the terminal treats the two as one line.
class Sheet {
 public:
    /// Sets the size of the screen and makes all of its contents unknown.
    void invalidate(Size size);
    /// Rows with clusters or stretches become unknown: the terminal may have shown them differently than it would now.
    void drop_clusters();
    /// Records that the screen was erased: every row is blank.
    void clear();
    /// Makes all lines normal size, which erasing a line from the cursor does not do.
    void reset_line_sizes(Canvas& canvas);

    /// Paints the rows in place; there must be as many as the screen has.
    void paint(Canvas& canvas, std::span<const RowRef> rows);
    /// Like `paint`, but scrolls a part of the screen for rows that moved, if the terminal can do that. Only for a
    /// screen without history: terminals may move rows that leave the top into their history.
    void paint_by_scrolling(Canvas& canvas, std::span<const RowRef> rows);
    /// Paints a series of rows, longer than the screen, one by one as they are added: the first ones in place, then
    /// each further one at the bottom after scrolling up by one. So every row except those that stay on the screen
    /// scrolls off the top, in order, once. There must be at least as many rows as the screen has.
    class Roll {
     public:
        /// Both are borrowed for this object's life, and nothing else may draw on them meanwhile.
        Roll(Sheet& sheet, Canvas& canvas) : sheet_(sheet), canvas_(canvas) {}
        void add(RowRef row);

     private:
        Sheet& sheet_;
        Canvas& canvas_;
        std::vector<RowRef> first_; ///< until there are as many as the screen has
        RowRef last_;               ///< the last row painted, once `first_` is on the screen
    };

    /// Leaves the cursor at `column` of a painted row with a wrap pending, by writing the glyph there again. False,
    /// with nothing done, if that is impossible: if `column` is not at the right margin, has no glyph, or has one of
    /// uncertain width.
    bool wait_to_wrap(Canvas& canvas, int row, int column);

    /// Leaves the cursor where the terminal shows `column` of a painted row, if that column is in a stretch, at its
    /// end, or one after its end. False, with nothing done, if `column` is elsewhere, or if its position on the
    /// terminal is uncertain.
    bool follow_stretch(Canvas& canvas, int row, int column);

    /// The screen's contents; null for unknown rows.
    [[nodiscard]] std::vector<RowRef> rows() const;
    /// The rows down to the last one that is not blank, 0 to all. Unknown rows count as not blank.
    [[nodiscard]] int used_rows() const;

 private:
    enum class Wrap : std::uint8_t { no, yes, unknown };
    struct ShownRow {
        RowRef row; ///< null if unknown
        Wrap wrap = Wrap::unknown;
        int sure = 0; ///< how many cells, from the first, are known for certain
        std::vector<Stretch> stretches;
    };
    /// The effect on a row of wrapping into it: its first `right` cells are as wanted, the `wrong` cells after them
    /// unknown.
    struct Entry {
        int right = 0;
        int wrong = 0;

        [[nodiscard]] bool is_nothing() const { return right == 0 && wrong == 0; }
    };

    [[nodiscard]] std::size_t bottom() const { return rows_.size() - 1; }
    [[nodiscard]] int columns() const { return blank_->columns(); }
    [[nodiscard]] ShownRow blank_row() const { return {blank_, Wrap::no, columns(), {}}; }
    Entry settle(Canvas& canvas, std::size_t at, const RowRef& wanted, const RowRef* below, Entry entry);
    void scroll_in(Canvas& canvas, const RowRef& above, const RowRef& wanted);
    bool paint_row(Canvas& canvas, std::size_t at, const Row& wanted, Entry entry);
    void shift(Canvas& canvas, RowShift by);
    void set_line_size(Canvas& canvas, std::size_t at, LineSize wanted);
    void uncover(Canvas& canvas, std::size_t at, Entry entry);
    void mark_differences(ShownRow& shown, const Row& wanted, Entry entry, const Canvas& canvas);
    void complete_marks(const Row& shown, const Row& wanted, std::span<const Stretch> stretches, Entry entry,
                        bool narrow_ambiguous);
    void widen_marks(const Row& shown, const Row& wanted, Entry entry);
    void write_marked(Canvas& canvas, int row, const Row& wanted);
    int write_from(Canvas& canvas, int row, const Row& wanted, int column, int trailing);
    void unwrap(Canvas& canvas, std::size_t at);
    Entry wrap(Canvas& canvas, std::size_t at, const Row& upper, const Row& lower);
    Entry wrap_uncertainly(Canvas& canvas, int row, const Row& upper, int head);

    std::vector<ShownRow> rows_;
    RowRef blank_;
    bool has_line_sizes_ = false;
    std::vector<char> marks_; ///< of the row being painted: the cells that must be written
};

} // namespace cleat
