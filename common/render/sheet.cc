#include "common/render/sheet.h"

#include "common/model/reflow.h"
#include "common/render/certainty.h"
#include "common/render/glyph_columns.h"
#include "common/render/uncertain_run.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace cleat {

namespace {

bool are_same(const Row& a, const Row& b, int column)
{
    const Cell& in_a = cell_in(a, column);
    const Cell& in_b = cell_in(b, column);
    // Most cells of different dictionaries differ in their glyphs, or have the default style, which is 0 in all.
    if (in_a.glyph != in_b.glyph && !in_a.is_cluster()) return false;
    if (in_a.style == 0 && in_b.style == 0 && !in_a.is_cluster()) return true;
    return same_cell(a, in_a, b, in_b);
}

/// Empty or ASCII: one column wide on every terminal.
bool is_plain(const Cell& cell)
{
    return cell.glyph < 0x7f;
}

/// Whether `upper` continues in `lower` in a way that a terminal can be made to recognise by wrapping.
bool is_continued(const Row& upper, const RowRef* lower)
{
    if (!upper.wrapped || lower == nullptr || upper.line_size != LineSize::normal) return false;
    const Cell& first = cell_in(**lower, 0);
    if (first.is_empty() || (*lower)->line_size != LineSize::normal) return false;
    return !cell_in(upper, upper.columns() - 1).is_empty() || (first.is_wide() && upper.columns() > 1);
}

/// First column of the trailing empty cells of one style.
int start_of_trailing_blanks(const Row& row)
{
    int start = row.columns();
    while (start > 0 && cell_in(row, start - 1) == Cell::empty(row.cells.back().style)) --start;
    return start;
}

/// Column of the glyph that ends at the right margin.
int start_of_last_glyph(const Row& row)
{
    const int last = row.columns() - 1;
    return last > 0 && cell_in(row, last).is_tail() ? last - 1 : last;
}

std::string_view line_size_sequence(LineSize size)
{
    switch (size) {
    case LineSize::normal: return "\x1b#5";
    case LineSize::double_width: return "\x1b#6";
    case LineSize::double_top: return "\x1b#3";
    case LineSize::double_bottom: return "\x1b#4";
    }
    return "";
}

int usable_columns(const Canvas& canvas, const Row& row)
{
    return canvas.capabilities().line_sizes ? cleat::usable_columns(row.line_size, row.columns()) : row.columns();
}

/// Whether it is cheaper to write the cells between the cursor and `column` again than to jump over them.
bool is_cheap_to_overwrite(Canvas& canvas, int row, const Row& wanted, std::span<const Stretch> stretches, int column)
{
    const auto& at = canvas.position();
    if (!at || at->row != row || at->pending_wrap || at->column >= column || column - at->column > 4) return false;
    if (std::ranges::any_of(stretches, [&](const Stretch& s) { return s.begin < column && s.reach() > at->column; }))
        return false;
    for (int c = at->column; c < column; ++c) {
        const Cell& between = cell_in(wanted, c);
        if (between.is_cluster() || between.code_point() < 0x20 || between.code_point() > 0x7e) return false;
        if (!canvas.brush().is(wanted, between.style)) return false;
    }
    return true;
}

/// Marks those of `stretches` that are not among `others`.
void mark_others(std::span<const Stretch> stretches, std::span<const Stretch> others, std::span<char> marks)
{
    for (const Stretch& stretch : stretches)
        if (std::ranges::find(others, stretch) == others.end())
            std::fill(marks.begin() + stretch.begin, marks.begin() + stretch.reach(), 1);
}

void go_to(Canvas& canvas, int row, const Row& wanted, std::span<const Stretch> stretches, int column)
{
    if (!is_cheap_to_overwrite(canvas, row, wanted, stretches, column)) return canvas.move_to(row, column);
    for (int c = canvas.position()->column; c < column; ++c) canvas.write(wanted, c);
}

} // namespace

void Sheet::invalidate(Size size)
{
    rows_.assign(static_cast<std::size_t>(size.rows), ShownRow());
    blank_ = std::make_shared<Row>(std::make_shared<Dictionary>(), size.columns);
    marks_.assign(static_cast<std::size_t>(size.columns), 0);
}

void Sheet::drop_clusters()
{
    for (ShownRow& shown : rows_) {
        if (!shown.row) continue;
        if (!shown.stretches.empty() || std::ranges::any_of(shown.row->cells, &Cell::is_cluster)) shown = ShownRow();
    }
}

void Sheet::clear()
{
    for (auto& shown : rows_) shown = blank_row();
}

void Sheet::reset_line_sizes(Canvas& canvas)
{
    for (std::size_t at = 0; at < rows_.size(); ++at) set_line_size(canvas, at, LineSize::normal);
}

int Sheet::used_rows() const
{
    auto used = rows_.size();
    while (used > 0 && rows_[used - 1].row && *rows_[used - 1].row == *blank_) --used;
    return static_cast<int>(used);
}

std::vector<RowRef> Sheet::rows() const
{
    std::vector<RowRef> out;
    for (const auto& shown : rows_) out.push_back(shown.row);
    return out;
}

void Sheet::paint(Canvas& canvas, std::span<const RowRef> rows)
{
    assert(rows.size() == rows_.size());
    canvas.use_absolute_moves(has_line_sizes_);
    for (std::size_t at = 0; at < rows.size(); ++at) set_line_size(canvas, at, rows[at]->line_size);
    for (std::size_t at = 0; at < rows.size(); ++at) {
        const bool continued = is_continued(*rows[at], at < bottom() ? &rows[at + 1] : nullptr);
        if (!rows_[at].row || (!continued && rows_[at].wrap != Wrap::no)) unwrap(canvas, at);
    }
    Entry entry;
    for (std::size_t at = 0; at < rows.size(); ++at)
        entry = settle(canvas, at, rows[at], at < bottom() ? &rows[at + 1] : nullptr, entry);
}

void Sheet::paint_by_scrolling(Canvas& canvas, std::span<const RowRef> rows)
{
    if (canvas.capabilities().scroll_regions && !has_line_sizes_) {
        if (const auto by = find_shift(this->rows(), rows)) shift(canvas, *by);
    }
    paint(canvas, rows);
}

void Sheet::Roll::add(RowRef row)
{
    if (last_) {
        sheet_.scroll_in(canvas_, last_, row);
        last_ = std::move(row);
        return;
    }
    first_.push_back(std::move(row));
    if (first_.size() < sheet_.rows_.size()) return;
    sheet_.paint(canvas_, first_);
    last_ = first_.back();
    first_.clear();
}

bool Sheet::wait_to_wrap(Canvas& canvas, int row, int column)
{
    const Row& shown = *rows_[static_cast<std::size_t>(row)].row;
    if (column != columns() - 1 || shown.line_size != LineSize::normal) return false;
    const int head = start_of_last_glyph(shown);
    if (cell_in(shown, head).is_empty()) return false;
    // A terminal that makes the glyph wider would wrap it to the next line.
    if (!has_certain_width(shown, cell_in(shown, head), canvas.capabilities().narrow_ambiguous)) return false;
    if (canvas.position() == CursorPosition{.row = row, .column = column, .pending_wrap = true}) return true;
    canvas.move_to(row, head);
    canvas.write(shown, head);
    return true;
}

bool Sheet::follow_stretch(Canvas& canvas, int row, int column)
{
    const ShownRow& shown = rows_[static_cast<std::size_t>(row)];
    const auto stretch = std::ranges::find_if(
        shown.stretches, [&](const Stretch& s) { return s.begin < column && column <= s.end + 1; });
    if (stretch == shown.stretches.end()) return false;
    const bool narrow = canvas.capabilities().narrow_ambiguous;
    for (int after = column; after < stretch->end; ++after)
        if (is_uncertain(*shown.row, after, narrow)) return false; // the distance to the end is uncertain
    const auto is_in_it = [&](const std::optional<CursorPosition>& at) {
        return at && at->row == row && stretch->begin < at->column && at->column <= stretch->end + 1;
    };
    if (!is_in_it(canvas.apparent_position())) {
        std::fill(marks_.begin(), marks_.end(), 0);
        std::fill(marks_.begin() + stretch->begin, marks_.begin() + stretch->reach(), 1);
        complete_marks(*shown.row, *shown.row, shown.stretches, {}, narrow);
        const auto after = marks_.begin() + stretch->reach();
        if (std::find(after, marks_.end(), 1) != marks_.end()) return false; // the stretch would not be written last
        write_marked(canvas, row, *shown.row);
        assert(is_in_it(canvas.apparent_position()));
    }
    canvas.move_in_stretch(column);
    return true;
}

/// DECSTBM, SU and SD.
void Sheet::shift(Canvas& canvas, RowShift by)
{
    canvas.scroll_region(by.top, by.bottom, by.by);
    const auto begin = rows_.begin() + by.top;
    const auto end = rows_.begin() + by.bottom + 1;
    const auto clear_wrap = [](ShownRow& row) {
        if (row.wrap == Wrap::yes) row.wrap = Wrap::unknown;
    };
    if (by.top > 0) clear_wrap(*(begin - 1));
    for (auto row = begin; row != end; ++row) clear_wrap(*row);
    if (by.by > 0) {
        std::fill(std::move(begin + by.by, end, begin), end, blank_row());
    } else {
        std::fill(begin, std::move_backward(begin, end + by.by, end), blank_row());
    }
}

/// Paints one row and, if it continues in the row below, the wrap into that.
Sheet::Entry Sheet::settle(Canvas& canvas, std::size_t at, const RowRef& wanted, const RowRef* below, Entry entry)
{
    ShownRow& shown = rows_[at];
    bool end_was_written = false;
    if (shown.row != wanted || !entry.is_nothing()) end_was_written = paint_row(canvas, at, *wanted, entry);
    shown.row = wanted;
    if (!is_continued(*wanted, below)) return {};
    if (!end_was_written && shown.wrap == Wrap::yes && rows_[at + 1].row) return {};
    return wrap(canvas, at, *wanted, **below);
}

void Sheet::scroll_in(Canvas& canvas, const RowRef& above, const RowRef& wanted)
{
    const auto narrow = canvas.capabilities().narrow_ambiguous;
    const auto height = rows_.size();
    const bool continued = is_continued(*above, &wanted);
    // A glyph whose width the terminal may count differently might wrap or not: then scroll first and wrap in place.
    const bool by_wrap =
        continued && (height == 1 || has_certain_width(*above, cell_in(*above, start_of_last_glyph(*above)), narrow));
    Entry entry;
    if (by_wrap) {
        entry = wrap(canvas, bottom(), *above, *wanted);
    } else {
        canvas.scroll();
    }
    std::rotate(rows_.begin(), rows_.begin() + 1, rows_.end());
    // A wrap that scrolls fills the new row with the background of the glyph it writes: the row's first glyph, or a
    // space for the cell that a double-width one left empty.
    const auto is_coloured = [](const Row& row, const Cell& cell) { return row.style(cell).background != Colour(); };
    const Cell& last = cell_in(*above, columns() - 1);
    const bool coloured = by_wrap && canvas.capabilities().background_erase &&
                          (is_coloured(*wanted, cell_in(*wanted, 0)) || (last.is_empty() && is_coloured(*above, last)));
    rows_.back() = blank_row();
    if (coloured) rows_.back().row = nullptr;
    set_line_size(canvas, bottom(), wanted->line_size);
    if (continued && !by_wrap) entry = wrap(canvas, bottom() - 1, *above, *wanted);
    settle(canvas, bottom(), wanted, nullptr, entry);
}

/// Writes the cells that differ. Returns whether the one at the right margin was written.
bool Sheet::paint_row(Canvas& canvas, std::size_t at, const Row& wanted, Entry entry)
{
    if (!rows_[at].row) uncover(canvas, at, entry);
    mark_differences(rows_[at], wanted, entry, canvas);
    rows_[at].sure = usable_columns(canvas, wanted);
    if (std::find(marks_.begin(), marks_.end(), 1) == marks_.end()) return false;
    write_marked(canvas, static_cast<int>(at), wanted);
    if (rows_[at].sure < columns()) canvas.invalidate_position(); // the row has another right margin
    return marks_.back() != 0;
}

/// Sets the line size (DECSWL, DECDWL, DECDHL) if the terminal has line sizes. The effect on the right half of a line
/// and on wraps is uncertain.
void Sheet::set_line_size(Canvas& canvas, std::size_t at, LineSize wanted)
{
    ShownRow& shown = rows_[at];
    const LineSize now = shown.row ? shown.row->line_size : LineSize::normal;
    const bool is_unknown = !shown.row && has_line_sizes_;
    if (!canvas.capabilities().line_sizes || (now == wanted && !is_unknown)) return;
    has_line_sizes_ = true;
    canvas.use_absolute_moves(true);
    canvas.move_to(static_cast<int>(at), 0);
    canvas.out() += line_size_sequence(wanted);
    shown.wrap = Wrap::unknown;
    if (at > 0) rows_[at - 1].wrap = Wrap::unknown;
    if (!shown.row) return;
    auto changed = std::make_shared<Row>(*shown.row);
    changed->line_size = wanted;
    shown.row = changed;
    shown.sure = std::min(shown.sure, std::max(0, usable_columns(LineSize::double_width, columns()) - 1));
    if (!std::exchange(shown.stretches, {}).empty()) shown.sure = 0;
}

/// Makes an unknown row blank, except for what a wrap wrote to it.
void Sheet::uncover(Canvas& canvas, std::size_t at, Entry entry)
{
    const int row = static_cast<int>(at);
    const int begin = entry.right + entry.wrong; // erasing the first cell would undo the wrap into it
    if (begin < columns()) {
        canvas.move_to(row, begin);
        canvas.erase_line_end();
    }
    rows_[at] = blank_row();
}

void Sheet::mark_differences(ShownRow& shown_row, const Row& wanted, Entry entry, const Canvas& canvas)
{
    const Row& shown = *shown_row.row;
    const int end = usable_columns(canvas, wanted);
    bool plain = shown_row.stretches.empty();
    std::fill(marks_.begin(), marks_.end(), 0);
    for (int column = entry.right; column < end; ++column) {
        plain = plain && is_plain(cell_in(shown, column)) && is_plain(cell_in(wanted, column));
        const bool wrong = column < entry.right + entry.wrong || column >= shown_row.sure;
        marks_[static_cast<std::size_t>(column)] = wrong || !are_same(shown, wanted, column) ? 1 : 0;
    }
    if (plain) return;
    const auto& capabilities = canvas.capabilities();
    std::vector<Stretch> stretches;
    if (!capabilities.grapheme_clusters) stretches = find_stretches(wanted, capabilities.narrow_ambiguous);
    mark_others(stretches, shown_row.stretches, marks_);
    mark_others(shown_row.stretches, stretches, marks_);
    if (entry.right > 0 && entry.right < columns() && cell_in(shown, entry.right).is_tail())
        marks_[static_cast<std::size_t>(entry.right)] = 1;
    std::fill_n(marks_.begin(), entry.right, 1); // written by the wrap
    complete_marks(shown, wanted, stretches, entry, capabilities.narrow_ambiguous);
    std::fill_n(marks_.begin(), entry.right, 0);
    std::fill(marks_.begin() + end, marks_.end(), 0);
    shown_row.stretches = std::move(stretches);
}

/// Cells that can only be written together are marked together.
void Sheet::complete_marks(const Row& shown, const Row& wanted, std::span<const Stretch> stretches, Entry entry,
                           bool narrow_ambiguous)
{
    bool more = true;
    while (more) {
        widen_marks(shown, wanted, entry);
        more = mark_uncertain_runs(shown, narrow_ambiguous, marks_);
        more = mark_uncertain_runs(wanted, narrow_ambiguous, marks_) || more;
        more = mark_stretches(wanted, stretches, marks_) || more;
    }
}

/// Double-width glyphs are written whole, and a glyph that loses a half is written too.
void Sheet::widen_marks(const Row& shown, const Row& wanted, Entry entry)
{
    const auto mark = [&](int column) {
        if (column < entry.right || column >= columns()) return false;
        auto& marked = marks_[static_cast<std::size_t>(column)];
        return marked == 0 && (marked = 1) != 0;
    };
    bool more = true;
    while (more) {
        more = false;
        for (int column = 0; column < columns(); ++column) {
            if (marks_[static_cast<std::size_t>(column)] == 0) continue;
            if (cell_in(wanted, column).is_tail() || cell_in(shown, column).is_tail()) more = mark(column - 1) || more;
            if (cell_in(wanted, column).is_wide() || cell_in(shown, column).is_wide()) more = mark(column + 1) || more;
        }
    }
}

void Sheet::write_marked(Canvas& canvas, int row, const Row& wanted)
{
    int trailing = start_of_trailing_blanks(wanted);
    if (!canvas.can_erase(wanted, wanted.cells.back().style)) trailing = columns();
    for (int column = 0; column < columns();) {
        if (marks_[static_cast<std::size_t>(column)] == 0) ++column;
        else column = write_from(canvas, row, wanted, column, trailing);
    }
}

/// Writes the cell at `column` and the cells that belong with it. Returns the column after them.
int Sheet::write_from(Canvas& canvas, int row, const Row& wanted, int column, int trailing)
{
    const auto& stretches = rows_[static_cast<std::size_t>(row)].stretches;
    go_to(canvas, row, wanted, stretches, column);
    const auto stretch = std::ranges::find(stretches, column, &Stretch::begin);
    if (stretch != stretches.end()) {
        canvas.write_stretch(wanted, *stretch);
        return stretch->reach();
    }
    if (column >= trailing) {
        canvas.erase_line_end(wanted, cell_in(wanted, column).style);
        std::fill(marks_.begin() + column, marks_.end(), 1);
        return columns();
    }
    const bool narrow = canvas.capabilities().narrow_ambiguous;
    if (is_uncertain(wanted, column, narrow)) {
        const auto run = uncertain_run(wanted, column, narrow);
        canvas.write_run(wanted, run);
        return run.end;
    }
    if (!cell_in(wanted, column).is_empty()) {
        const int before = column;
        canvas.write(wanted, column);
        const bool whole =
            cell_in(wanted, before).is_wide() && before + 1 < columns() && cell_in(wanted, before + 1).is_tail();
        return before + (whole ? 2 : 1);
    }
    int end = column;
    while (end < std::min(trailing, columns()) && marks_[static_cast<std::size_t>(end)] != 0 &&
           cell_in(wanted, end) == cell_in(wanted, column))
        ++end;
    canvas.erase(wanted, cell_in(wanted, column).style, end - column);
    return end;
}

/// Makes the terminal treat a row as no longer continued in the next. On some terminals, writing or erasing the row's
/// end does not achieve that; erasing the whole row works on all.
void Sheet::unwrap(Canvas& canvas, std::size_t at)
{
    canvas.move_to(static_cast<int>(at), 0);
    canvas.erase_line_end();
    if (at > 0 && rows_[at - 1].wrap == Wrap::yes) rows_[at - 1].wrap = Wrap::unknown;
    auto blank = std::make_shared<Row>(*blank_);
    blank->line_size = rows_[at].row ? rows_[at].row->line_size : LineSize::normal;
    rows_[at] = blank_row();
    rows_[at].row = blank;
}

/// Makes the terminal wrap from a row whose cells are painted into the next one; at the bottom it scrolls. Returns the
/// effect on the next row.
Sheet::Entry Sheet::wrap(Canvas& canvas, std::size_t at, const Row& upper, const Row& lower)
{
    const int row = static_cast<int>(at);
    const int last = columns() - 1;
    const Cell& first = cell_in(lower, 0);
    const bool narrow = canvas.capabilities().narrow_ambiguous;
    rows_[at].wrap = Wrap::yes;

    if (cell_in(upper, last).is_empty()) { // a double-width glyph did not fit, and the cell took its background
        canvas.move_to(row, last);
        const bool same = upper.style(cell_in(upper, last)).background == lower.style(first).background;
        if (!same || !has_certain_width(lower, first, narrow)) {
            canvas.write_wide_space(upper, cell_in(upper, last).style);
            return {.wrong = 2};
        }
        canvas.write(lower, 0);
        return {.right = 2};
    }

    const int head = start_of_last_glyph(upper);
    if (is_uncertain(upper, head, narrow)) return wrap_uncertainly(canvas, row, upper, head);
    if (canvas.position() != CursorPosition{.row = row, .column = last, .pending_wrap = true}) {
        canvas.move_to(row, head);
        canvas.write(upper, head);
    }
    if (!has_certain_width(lower, first, narrow)) { // it must be written onto blanks
        canvas.write_space();
        return {.wrong = 1};
    }
    canvas.write(lower, 0);
    return {.right = first.is_wide() && columns() > 1 ? 2 : 1};
}

/// Wraps after a glyph without a certain width at `head`. That glyph and anything after it may already be in the lower
/// row.
Sheet::Entry Sheet::wrap_uncertainly(Canvas& canvas, int row, const Row& upper, int head)
{
    const bool narrow = canvas.capabilities().narrow_ambiguous;
    // A terminal that knows clusters may join two glyphs that are separate in the session.
    const int start = canvas.capabilities().grapheme_clusters ? head : start_of_uncertain_run(upper, head, narrow);
    const auto run = uncertain_run(upper, start, narrow);
    std::fill(marks_.begin(), marks_.end(), 0);
    marks_[static_cast<std::size_t>(head)] = 1;
    mark_uncertain_runs(upper, narrow, marks_);
    for (int column = 0; column < start;) {
        if (marks_[static_cast<std::size_t>(column)] == 0) ++column;
        else column = write_from(canvas, row, upper, column, columns());
    }
    canvas.move_to(row, start);
    canvas.blank(upper, run);
    for (int column = start; column < columns(); column += std::max(1, cell_in(upper, column).width()))
        canvas.write(upper, column);
    canvas.write_space();
    canvas.invalidate_position();
    const int beyond = std::max(0, run.reach - columns());
    return {.wrong = std::min(columns(), beyond + widest(upper, cell_in(upper, head), narrow) + 1)};
}

} // namespace cleat
