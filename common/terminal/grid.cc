#include "common/terminal/grid.h"

#include "common/model/reflow.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>

namespace cleat {

namespace {

auto at(std::vector<Cell>& cells, int column)
{
    return cells.begin() + column;
}

/// Eight bytes at a time: compilers vectorise that, but not the comparison of a cell's two numbers.
void fill(Row& row, int left, int right, Cell cell)
{
    const auto both = std::bit_cast<std::uint64_t>(cell);
    char* const cells = static_cast<char*>(static_cast<void*>(row.cells.data()));
    for (int column = left; column < right; ++column)
        std::memcpy(cells + static_cast<std::size_t>(column) * sizeof both, &both, sizeof both);
}

/// An empty cell with the background of `cell`, half of a removed glyph.
Cell emptied(const Row& row, Cell cell)
{
    return Cell::empty(row.dictionary->style_id(Style{.background = row.style(cell).background}));
}

} // namespace

Grid::Grid(Size size, DictionaryRef dictionary) : size_(size), dictionary_(std::move(dictionary))
{
    rows_.resize(static_cast<std::size_t>(size.rows));
    for (auto& row : rows_) row = std::make_shared<Row>(dictionary_, size.columns);
}

void Grid::take_copy(std::shared_ptr<Row>& row)
{
    row = std::make_shared<Row>(*row);
}

std::vector<RowRef> Grid::rows() const
{
    std::vector<RowRef> rows;
    rows.reserve(rows_.size());
    for (int row = 0; row < size_.rows; ++row) rows.push_back(rows_[slot(row)]);
    return rows;
}

void Grid::replace(Size size, std::vector<std::shared_ptr<Row>> rows)
{
    assert(rows.size() == static_cast<std::size_t>(size.rows));
    size_ = size;
    rows_ = std::move(rows);
    dictionary_ = rows_[0]->dictionary;
    first_ = 0;
}

void Grid::make_blank(std::shared_ptr<Row>& row, Cell blank, std::uint64_t changed)
{
    if (row.use_count() > 1) row = std::make_shared<Row>(dictionary_, size_.columns);
    fill(*row, 0, size_.columns, blank);
    row->wrapped = false;
    row->line_size = LineSize::normal;
    row->mark = {};
    row->returned = false;
    row->changed = changed;
}

/// Rotates the rows: the row `count` becomes the first.
void Grid::turn(int count)
{
    first_ = (first_ + static_cast<std::size_t>(count)) % rows_.size();
}

void Grid::scroll_up(int top, int bottom, int count, Cell blank, std::uint64_t changed, History* history)
{
    count = std::min(count, bottom - top);
    if (history != nullptr)
        for (int row = top; row < top + count; ++row) history->append(this->row(row));

    if (top == 0 && bottom == size_.rows) {
        turn(count);
    } else {
        if (top > 0) set_wrapped(top - 1, false, changed);
        for (int row = top; row + count < bottom; ++row) std::swap(rows_[slot(row)], rows_[slot(row + count)]);
    }
    for (int row = bottom - count; row < bottom; ++row) make_blank(rows_[slot(row)], blank, changed);
}

void Grid::scroll_down(int top, int bottom, int count, Cell blank, std::uint64_t changed)
{
    count = std::min(count, bottom - top);
    if (top == 0 && bottom == size_.rows) {
        turn(size_.rows - count);
    } else {
        if (top > 0) set_wrapped(top - 1, false, changed);
        for (int row = bottom - 1; row - count >= top; --row) std::swap(rows_[slot(row)], rows_[slot(row - count)]);
    }
    for (int row = top; row < top + count; ++row) make_blank(rows_[slot(row)], blank, changed);
    if (count < bottom - top) set_wrapped(bottom - 1, false, changed);
}

void Grid::shift(Rect rect, int up, int left, Cell blank, std::uint64_t changed)
{
    for (int row = rect.top; row < rect.bottom; ++row) {
        split(row, rect.left, changed);
        split(row, rect.right, changed);
    }
    if (left != 0) shift_columns(rect, left, blank, changed);
    else shift_rows(rect, up, blank, changed);
}

void Grid::shift_columns(Rect rect, int left, Cell blank, std::uint64_t changed)
{
    const int width = rect.columns();
    const int count = std::min(std::abs(left), width);
    for (int row = rect.top; row < rect.bottom; ++row) {
        if (left > 0) split(row, rect.left + count, changed);
        else split(row, rect.right - count, changed);
        auto& cells = write(row, changed).cells;
        if (left > 0) {
            std::copy(at(cells, rect.left + count), at(cells, rect.right), at(cells, rect.left));
            std::fill(at(cells, rect.right - count), at(cells, rect.right), blank);
        } else {
            std::copy_backward(at(cells, rect.left), at(cells, rect.right - count), at(cells, rect.right));
            std::fill(at(cells, rect.left), at(cells, rect.left + count), blank);
        }
    }
}

void Grid::shift_rows(Rect rect, int up, Cell blank, std::uint64_t changed)
{
    const int count = std::min(std::abs(up), rect.rows());
    const int step = up > 0 ? 1 : -1;
    const int begin = up > 0 ? rect.top : rect.bottom - 1;
    for (int i = 0; i < rect.rows(); ++i) {
        const int row = begin + i * step;
        const int source = row + count * step;
        auto& to = write(row, changed);
        if (source >= rect.top && source < rect.bottom) {
            const auto& from = this->row(source).cells;
            std::copy(from.begin() + rect.left, from.begin() + rect.right, at(to.cells, rect.left));
        } else {
            fill(to, rect.left, rect.right, blank);
        }
        to.wrapped = false;
    }
    if (rect.top > 0) set_wrapped(rect.top - 1, false, changed);
}

void Grid::erase(Rect rect, Cell blank, bool selective, std::uint64_t changed)
{
    if (rect.rows() <= 0 || rect.columns() <= 0) return;
    for (int row = rect.top; row < rect.bottom; ++row) {
        if (!selective) {
            split(row, rect.left, changed);
            split(row, rect.right, changed);
        }
        auto& to = write(row, changed);
        if (selective) erase_unguarded(to, rect, blank);
        else fill(to, rect.left, rect.right, blank);
        if (rect.right == size_.columns && to.cells.back().is_empty()) to.wrapped = false;
        if (rect.columns() == size_.columns && !selective) to.mark = {};
    }
    if (selective)
        for (int row = rect.top; row < rect.bottom; ++row) {
            repair(row, rect.left, changed);
            repair(row, rect.right, changed);
        }
}

// Can leave half of a double-width glyph at an edge of the rectangle; `repair` empties it.
void Grid::erase_unguarded(Row& row, const Rect& rect, Cell blank)
{
    for (auto cell = at(row.cells, rect.left); cell != at(row.cells, rect.right); ++cell)
        if (!row.style(*cell).has(Attribute::guarded)) *cell = blank;
}

void Grid::copy(Rect from, int top, int left, std::uint64_t changed)
{
    std::vector<std::vector<Cell>> taken;
    for (int row = from.top; row < from.bottom; ++row) {
        const auto& source = this->row(row);
        auto& cells = taken.emplace_back(source.cells.begin() + from.left, source.cells.begin() + from.right);
        if (cells.front().is_tail()) cells.front() = emptied(source, cells.front());
        if (cells.back().is_wide()) cells.back() = emptied(source, cells.back());
    }
    for (int row = 0; row < from.rows(); ++row) {
        split(top + row, left, changed);
        split(top + row, left + from.columns(), changed);
        const auto& cells = taken[static_cast<std::size_t>(row)];
        std::copy(cells.begin(), cells.end(), at(write(top + row, changed).cells, left));
    }
}

void Grid::paint(Rect rect, Cell cell, std::uint64_t changed)
{
    for (int row = rect.top; row < rect.bottom; ++row) {
        split(row, rect.left, changed);
        split(row, rect.right, changed);
        fill(write(row, changed), rect.left, rect.right, cell);
    }
}

void Grid::reset_line_sizes(std::uint64_t changed)
{
    for (int row = 0; row < size_.rows; ++row)
        if (this->row(row).line_size != LineSize::normal) write(row, changed).line_size = LineSize::normal;
}

void Grid::empty_halves(Row& row, int column)
{
    for (auto half : {at(row.cells, column - 1), at(row.cells, column)}) {
        const bool is_of_both = half < at(row.cells, column) ? half->is_wide() : half->is_tail();
        if (is_of_both) *half = emptied(row, *half);
    }
}

void Grid::repair(int row, int column, std::uint64_t changed)
{
    if (column <= 0 || column >= size_.columns) return;
    const auto& cells = this->row(row).cells;
    const auto head = static_cast<std::size_t>(column - 1);
    if (cells[head].is_wide() != cells[head + 1].is_tail()) split(row, column, changed);
}

/// A double-width row has no cells to the right of its characters.
void Grid::clear_beyond(int row, std::uint64_t changed)
{
    const int usable = usable_columns(row);
    const auto& cells = this->row(row).cells;
    if (std::all_of(cells.begin() + usable, cells.end(), [](const Cell& cell) { return cell == Cell{}; })) return;
    split(row, usable, changed);
    auto& to = write(row, changed);
    fill(to, usable, size_.columns, Cell{});
}

bool Grid::may_be_wrapped(int row) const
{
    if (row + 1 >= size_.rows) return false;
    const auto& upper = this->row(row);
    const auto& lower = this->row(row + 1);
    if (upper.line_size != LineSize::normal || lower.line_size != LineSize::normal) return false;
    if (lower.cells[0].is_empty()) return false;
    if (!upper.cells.back().is_empty()) return true;
    const Style left_empty{.background = lower.style(lower.cells[0]).background};
    return lower.cells[0].is_wide() && upper.style(upper.cells.back()) == left_empty;
}

void Grid::settle(int first, int last, std::uint64_t changed)
{
    for (int row = first; row <= last; ++row)
        if (this->row(row).line_size != LineSize::normal) clear_beyond(row, changed);
    for (int row = std::max(0, first - 1); row <= last; ++row)
        if (this->row(row).wrapped && !may_be_wrapped(row)) set_wrapped(row, false, changed);
}

void Grid::set_wrapped(int row, bool wrapped, std::uint64_t changed)
{
    const bool returned = this->row(row).returned; // kept, because the text does not change; `write` clears it
    if (this->row(row).wrapped == wrapped) return;
    Row& to = write(row, changed);
    to.wrapped = wrapped;
    to.returned = returned;
}

} // namespace cleat
