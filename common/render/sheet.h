#pragma once

#include "common/model/row.h"
#include "common/render/canvas.h"
#include "common/render/row_shift.h"
#include "common/render/stretch.h"

#include <cstdint>
#include <span>
#include <vector>

namespace cleat {

/// One of the two screens of the user's terminal: what it shows, as far as that is known, and painting other rows on
/// it. Rows that are equal, by identity or cell by cell, cost nothing; of the others only the cells that differ are
/// written. Soft wraps are made by writing the last glyph of a row and the first of the next without moving the cursor
/// between them, so that the terminal knows the two to be one line.
class Sheet {
 public:
    /// A screen of that size of which nothing is known.
    void forget(Size size);
    /// Of rows with clusters or stretches nothing is known: the terminal may show them otherwise than it could by now.
    void forget_clusters();
    /// It was erased: all is blank.
    void clear();
    /// Makes all lines of normal size. Erasing a line from the cursor does not do that.
    void reset_line_sizes(Canvas& canvas);

    /// Paints these rows, as many as it has, in place.
    void paint(Canvas& canvas, std::span<const RowRef> rows);
    /// The same, with rows that moved moved by scrolling a part of the screen, where the terminal can do that. Only for
    /// a screen without history: terminals may take what leaves the top for history.
    void paint_by_scrolling(Canvas& canvas, std::span<const RowRef> rows);
    /// Paints a longer column of rows, as many as it has or more: the first ones in place, then each further one at the
    /// bottom after scrolling up by one. So every row but the last ones goes through the top, in order, once.
    void roll(Canvas& canvas, std::span<const RowRef> tape);

    /// Leaves the cursor at `column` of a painted row with a wrap pending, by writing the glyph there again. False,
    /// with nothing done, where that cannot be: away from the right margin, or with no glyph there.
    bool wait_to_wrap(Canvas& canvas, int row, int column);

    /// Leaves the cursor at `column` of a painted row where the terminal has that, if it is in a stretch, at its end or
    /// one after it. False, with nothing done, where that is elsewhere or not sure.
    bool follow_stretch(Canvas& canvas, int row, int column);

    /// What it shows, null where that is not known.
    [[nodiscard]] std::vector<RowRef> rows() const;
    /// Rows down to the last one that is not blank, 0 to all. Rows of which nothing is known count as not blank.
    [[nodiscard]] int used_rows() const;

 private:
    enum class Wrap : std::uint8_t { no, yes, unknown };
    struct ShownRow {
        RowRef row; ///< null where nothing is known
        Wrap wrap = Wrap::unknown;
        int sure = 0; ///< of so many cells
        std::vector<Stretch> stretches;
    };
    /// What wrapping into a row has done to it: the first `right` cells are as wanted, `wrong` after them anything.
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
    std::vector<char> marks_; ///< of the row being painted: which cells must be written
};

} // namespace cleat
