#include "common/terminal/inner.h"

#include "common/model/packed_row.h"
#include "common/model/reflow.h"
#include "common/model/text_position.h"

#include <algorithm>
#include <deque>

namespace cleat {

namespace {

bool is_blank(const Row& row)
{
    return !row.wrapped && row.line_size == LineSize::normal && row.mark.is_empty() &&
           std::all_of(row.cells.begin(), row.cells.end(), [](const Cell& cell) { return cell == Cell{}; });
}

/// Unpacks a row of the history at its former width, or as wide as its text needs.
Row as_row(std::string_view packed, const DictionaryRef& dictionary)
{
    StyleId fill = 0;
    auto row = unpack(packed, dictionary, fill);
    if (!row.wrapped) row.cells.push_back(Cell::empty(fill));
    else if (row.line_size != LineSize::normal) row.cells.resize(2 * row.cells.size());
    row.returned = true;
    return row;
}

/// The end of a session's text, laid out at one width: the rows of its last lines.
class Text {
 public:
    Text(std::uint64_t next_line, int columns) : first_line_(next_line), columns_(columns) {}

    [[nodiscard]] std::uint64_t first_line() const { return first_line_; }
    [[nodiscard]] int rows() const { return static_cast<int>(rows_.size()); }
    [[nodiscard]] std::deque<Row>& all() { return rows_; }

    /// Prepends the line before the first.
    void prepend(const std::vector<Row>& line)
    {
        const bool fits =
            std::all_of(line.begin(), line.end(), [this](const Row& r) { return r.columns() == columns_; });
        auto rows = fits ? line : lay_out(line, columns_);
        --first_line_;
        std::uint64_t cell = 0;
        std::vector<TextPosition> starts;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            starts.push_back({first_line_, cell});
            if (i + 1 < rows.size()) cell += continued_length(rows[i], rows[i + 1]);
        }
        rows_.insert(rows_.begin(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
        starts_.insert(starts_.begin(), starts.begin(), starts.end());
    }

    /// The row that contains `position`, whose cell may lie beyond the line's end; rows beyond the last line continue
    /// the count.
    [[nodiscard]] int row_of(const TextPosition& position) const
    {
        const auto after = std::upper_bound(starts_.begin(), starts_.end(), position);
        if (after == starts_.begin()) return 0;
        const int row = static_cast<int>(after - starts_.begin()) - 1;
        return row + static_cast<int>(std::min<std::uint64_t>(position.line - std::prev(after)->line, MAX_SIDE));
    }

    /// Position of a row's start in the text.
    [[nodiscard]] TextPosition start(int row) const
    {
        if (row < rows()) return starts_[static_cast<std::size_t>(row)];
        const auto beyond = static_cast<std::uint64_t>(row - rows() + 1);
        return {starts_.empty() ? first_line_ + beyond - 1 : starts_.back().line + beyond, 0};
    }

 private:
    std::uint64_t first_line_;
    int columns_;
    std::deque<Row> rows_;
    std::deque<TextPosition> starts_;
};

using Line = std::vector<Row>;

std::vector<Line> in_lines(std::vector<Row> rows)
{
    std::vector<Line> lines;
    bool goes_on = false;
    for (auto& row : rows) {
        if (!goes_on) lines.emplace_back();
        goes_on = row.wrapped;
        lines.back().push_back(std::move(row));
    }
    return lines;
}

/// The anchor's rows, laid out at that width.
Text text_of(const ResizeAnchor& anchor, const DictionaryRef& dictionary, int columns)
{
    std::vector<Row> rows;
    for (const auto& packed : anchor.rows) {
        rows.push_back(unpack(packed, anchor.columns, dictionary));
        if (rows.size() <= anchor.above) rows.back().returned = true;
    }
    const auto lines = in_lines(std::move(rows));
    Text text(anchor.first_line + lines.size(), columns);
    for (auto line = lines.rbegin(); line != lines.rend(); ++line) text.prepend(*line);
    return text;
}

struct CellPosition {
    int row;
    int column;
    bool pending_wrap;
};

/// The position of a cell `column` cells into a row, however short the row is; `after` means that the cursor was just
/// behind the glyph there, with a wrap pending.
CellPosition cell_on_screen(const Grid& grid, int row, int column, bool after)
{
    if (row < 0) return {0, 0, false};
    row = std::min(row, grid.size().rows - 1);
    const int last = grid.usable_columns(row) - 1;
    bool pending = false;
    if (after) {
        pending = column >= last;
        if (!pending) ++column;
    } else {
        pending = column == last + 1;
    }
    column = std::min(column, last);
    return {row, column, pending};
}

Line take_line(History& history, const DictionaryRef& dictionary)
{
    Line line;
    for (const auto& packed : history.remove_last()) line.push_back(as_row(packed, dictionary));
    return line;
}

} // namespace

void Terminal::Inner::resize(Size size)
{
    if (size == state_.size) return;
    reflow_primary(size);
    cut_alternate(size);
    state_.size = size;
    state_.joint = {};
    before_update_.reset();
    state_.margins = Margins::whole(size);
    state_.tab_stops.resize(size.columns);
    libvterm_.resize(size);
    pass_margins();
    if (state_.modes.size_reports) report_size_in_band();
}

/// The state from which the first of several resizes starts. Takes the history's last line if that continues on the
/// screen.
ResizeAnchor Terminal::Inner::make_anchor()
{
    ResizeAnchor anchor{.columns = state_.size.columns, .first_line = history_.end()};
    if (history_.is_open()) {
        --anchor.first_line;
        anchor.rows = history_.remove_last();
    }
    anchor.above = anchor.rows.size();

    const auto& saved = state_.saved(Side::primary);
    const bool is_active = state_.active == Side::primary;
    const int cursor_row = is_active ? state_.cursor.row : saved ? saved->row : 0;
    int used = state_.size.rows;
    while (used > cursor_row + 1 && is_blank(primary_.row(used - 1))) --used;
    for (int row = 0; row < used; ++row) anchor.rows.push_back(pack(primary_.row(row)));
    anchor.blank_rows = static_cast<std::uint64_t>(state_.size.rows - used);

    const auto among = [&anchor](int row, int column, bool pending_wrap) {
        return AnchoredCursor{anchor.above + static_cast<std::uint64_t>(row), column, pending_wrap};
    };
    const auto& cursor = state_.cursor;
    if (is_active) anchor.cursor = among(cursor.row, cursor.column, cursor.pending_wrap);
    if (saved) anchor.saved = among(saved->row, saved->column, saved->pending_wrap);
    return anchor;
}

/// Removes the anchor's text from the end of the text: from the screen, and from the history, to which earlier resizes
/// moved part of it. The screen's remaining lines, which came from the history, go back there.
void Terminal::Inner::take_back(const ResizeAnchor& anchor)
{
    if (history_.is_open()) {
        // The line across the border between history and screen is either entirely before the anchor or part of it.
        const auto line = history_.end() - 1;
        const auto rows = history_.remove_last();
        if (line < anchor.first_line)
            for (const auto& row : rows) history_.append_packed(row, Eviction::later);
    }
    auto line = history_.end() - (history_.is_open() ? 1 : 0);
    for (int row = 0; row < state_.size.rows && line < anchor.first_line; ++row) {
        history_.append(primary_.row(row), Eviction::later);
        if (!primary_.row(row).wrapped) ++line;
    }
    while (history_.end() > std::max(anchor.first_line, history_.first())) history_.remove_last();
}

/// Reflows the primary screen, with as much of the history as fits in the new size. When the screen shrinks, blank rows
/// below the text are dropped first, then rows go to the history; when it grows, they return in the opposite order.
void Terminal::Inner::reflow_primary(Size size)
{
    if (state_.anchor) take_back(*state_.anchor);
    else state_.anchor = make_anchor();
    auto& anchor = *state_.anchor;

    auto text = text_of(anchor, dictionary_, size.columns);
    const auto before = text_of(anchor, dictionary_, anchor.columns);
    const int from_top = text.rows() - text.row_of(before.start(static_cast<int>(anchor.above)));
    const int blank = std::clamp(size.rows - from_top, 0, static_cast<int>(anchor.blank_rows));
    while (text.rows() < size.rows - blank && history_.end() > history_.first())
        text.prepend(take_line(history_, dictionary_));
    const int leaving = std::max(0, text.rows() - (size.rows - blank));

    std::vector<std::shared_ptr<Row>> rows;
    for (auto& row : text.all()) {
        row.changed = now();
        if (text.start(static_cast<int>(rows.size())) < anchor.left) row.returned = true;
        rows.push_back(std::make_shared<Row>(std::move(row)));
    }
    anchor.left = std::max(anchor.left, text.start(leaving));
    for (int row = 0; row < leaving; ++row) history_.append(*rows[static_cast<std::size_t>(row)], Eviction::later);
    rows.erase(rows.begin(), rows.begin() + leaving);
    while (rows.size() < static_cast<std::size_t>(size.rows)) {
        rows.push_back(std::make_shared<Row>(dictionary_, size.columns));
        rows.back()->changed = now();
    }
    primary_.replace(size, std::move(rows));
    if (state_.modes.left_right_margins) primary_.reset_line_sizes(now()); // rows of the history may be double-width
    primary_.settle(0, size.rows - 1, now());

    const auto found = [&](const AnchoredCursor& cursor) {
        const int old_row = static_cast<int>(std::min<std::uint64_t>(cursor.row, MAX_CELLS));
        if (size.columns == anchor.columns) {
            const int row = text.rows() - before.rows() + old_row - leaving;
            return CellPosition{std::clamp(row, 0, size.rows - 1), std::min(cursor.column, size.columns - 1),
                                cursor.pending_wrap};
        }
        auto place = before.start(old_row);
        place.cell += static_cast<std::uint64_t>(cursor.column);
        const int row = text.row_of(place);
        const auto column = place.cell - std::min(place.cell, text.start(row).cell);
        return cell_on_screen(primary_, row - leaving, static_cast<int>(std::min<std::uint64_t>(column, MAX_SIDE + 1)),
                              cursor.pending_wrap);
    };
    auto& saved = state_.saved(Side::primary);
    if (state_.active == Side::primary && anchor.cursor) {
        const auto at = found(*anchor.cursor);
        state_.cursor.row = at.row;
        state_.cursor.column = at.column;
        const auto& row = primary_.row(at.row);
        state_.cursor.pending_wrap = at.pending_wrap && state_.modes.autowrap &&
                                     at.column == primary_.usable_columns(at.row) - 1 &&
                                     !row.cells[static_cast<std::size_t>(at.column)].is_empty();
    }
    if (saved && anchor.saved) {
        const auto at = found(*anchor.saved);
        saved->row = at.row;
        saved->column = at.column;
        saved->pending_wrap = at.pending_wrap;
    }
}

/// The program that draws on the alternate screen owns it: it is cut or filled up, and the program redraws it.
void Terminal::Inner::cut_alternate(Size size)
{
    const auto old = alternate_.rows();
    std::vector<std::shared_ptr<Row>> rows;
    for (int row = 0; row < size.rows; ++row) {
        if (row >= state_.size.rows) {
            rows.push_back(std::make_shared<Row>(dictionary_, size.columns));
        } else {
            rows.push_back(std::make_shared<Row>(*old[static_cast<std::size_t>(row)]));
            rows.back()->cells.resize(static_cast<std::size_t>(size.columns));
            if (size.columns != state_.size.columns) rows.back()->wrapped = false;
            auto& last = rows.back()->cells.back();
            if (last.is_wide()) last = Cell::empty();
        }
        rows.back()->changed = now();
    }
    alternate_.replace(size, std::move(rows));
    alternate_.settle(0, size.rows - 1, now());

    if (auto& saved = state_.saved(Side::alternate)) {
        saved->row = std::min(saved->row, size.rows - 1);
        saved->column = std::min(saved->column, size.columns - 1);
    }
    if (state_.active == Side::primary) return;
    auto& cursor = state_.cursor;
    const bool moved = cursor.row >= size.rows || cursor.column >= size.columns;
    cursor.row = std::min(cursor.row, size.rows - 1);
    cursor.column = std::min(cursor.column, size.columns - 1);
    const auto& row = alternate_.row(cursor.row);
    cursor.pending_wrap = cursor.pending_wrap && !moved &&
                          !row.cells[static_cast<std::size_t>(cursor.column)].is_empty() &&
                          cursor.column == alternate_.usable_columns(cursor.row) - 1;
}

} // namespace cleat
