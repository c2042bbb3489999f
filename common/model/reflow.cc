#include "common/model/reflow.h"

#include "common/model/packed_row.h"

#include <algorithm>

namespace cleat {

namespace {

/// The first cell of a row with a mark.
struct MarkedCell {
    std::size_t cell = 0;
    Mark mark;
};

/// The cells of a row with `Row::returned`.
struct ReturnedCells {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// All cells of a line in order, without those that exist only because of the width it was laid out at.
struct Stream {
    std::vector<Cell> cells;
    StyleId fill = 0;
    std::vector<MarkedCell> marks;       ///< in order
    std::vector<ReturnedCells> returned; ///< in order
};

/// The number of cells of the last row before its fill.
std::size_t length_of_last(const Row& row, StyleId& fill)
{
    if (row.cells.empty()) return 0;
    std::size_t length = row.cells.size();
    fill = row.cells.back().is_empty() ? row.cells.back().style : 0;
    while (length > 0 && row.cells[length - 1] == Cell::empty(fill)) --length;
    return length;
}

/// Appends a row's cells, restoring the tails that rows of one column have no room for.
void add_cells(const Row& row, std::size_t length, Stream& stream)
{
    if (!row.mark.is_empty()) stream.marks.push_back({stream.cells.size(), row.mark});
    const std::size_t begin = stream.cells.size();
    for (std::size_t i = 0; i < length; ++i) {
        stream.cells.push_back(row.cells[i]);
        const bool cut = row.cells[i].is_wide() && (i + 1 >= row.cells.size() || !row.cells[i + 1].is_tail());
        if (cut) stream.cells.push_back(Cell::tail(row.cells[i].style));
    }
    if (row.returned) stream.returned.push_back({begin, stream.cells.size()});
}

Stream join(std::span<const Row> line)
{
    Stream stream;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const bool last = i + 1 == line.size();
        const auto length = last ? length_of_last(line[i], stream.fill) : continued_length(line[i], line[i + 1]);
        add_cells(line[i], length, stream);
    }
    return stream;
}

/// How many cells from `begin` on fit in a row of `limit` columns.
std::size_t fitting(const std::vector<Cell>& cells, std::size_t begin, std::size_t limit)
{
    if (cells.size() - begin <= limit) return cells.size() - begin;
    if (cells[begin + limit].is_tail() && limit > 1) return limit - 1;
    return limit;
}

/// Turns empty cells on both sides of a break into spaces, since there an empty cell cannot be distinguished from none.
void fill_break(std::vector<Cell>& cells, std::size_t at)
{
    for (auto* cell : {&cells[at - 1], &cells[at]})
        if (cell->is_empty()) *cell = Cell::code_point(U' ', cell->style);
}

/// The cell left empty where a double-width glyph does not fit.
Cell left_empty(Dictionary& dictionary, const Cell& glyph)
{
    return Cell::empty(dictionary.style_id(Style{.background = dictionary.style(glyph.style).background}));
}

/// The combined marks of rows that start before `cell`, from index `next` on; advances `next` past them.
Mark marks_before(const Stream& stream, std::size_t cell, std::size_t& next)
{
    Mark mark;
    for (; next < stream.marks.size() && stream.marks[next].cell < cell; ++next) mark.add(stream.marks[next].mark);
    return mark;
}

/// Whether any of the cells, or `begin` itself if there are none, belongs to a row that was returned.
bool has_returned(const Stream& stream, std::size_t begin, std::size_t end)
{
    const auto is_before = [begin](const ReturnedCells& cells) {
        return std::max(cells.end, cells.begin + 1) <= begin;
    };
    const auto next = std::partition_point(stream.returned.begin(), stream.returned.end(), is_before);
    return next != stream.returned.end() && next->begin < std::max(end, begin + 1);
}

/// Splits the cells into rows like `model`, a row of the same line.
std::vector<Row> in_rows(Stream stream, const Row& model, int columns)
{
    std::vector<Row> rows;
    const auto limit = static_cast<std::size_t>(usable_columns(model.line_size, columns));

    std::size_t at = 0;
    std::size_t next_mark = 0;
    do {
        auto& row = rows.emplace_back(model.dictionary, columns);
        row.line_size = model.line_size;
        row.changed = model.changed;
        const auto count = fitting(stream.cells, at, limit);
        if (at + count < stream.cells.size()) fill_break(stream.cells, at + count);
        std::copy_n(stream.cells.begin() + static_cast<std::ptrdiff_t>(at), count, row.cells.begin());
        row.returned = has_returned(stream, at, at + count);
        at += count;
        // In a row of one column a double-width glyph has no tail; add_cells restores it.
        if (limit == 1 && at < stream.cells.size() && stream.cells[at].is_tail()) ++at;
        row.wrapped = at < stream.cells.size();
        row.mark = marks_before(stream, row.wrapped ? at : at + 1, next_mark);
        if (row.wrapped) {
            if (count < limit) row.cells[count] = left_empty(*model.dictionary, stream.cells[at]);
            continue;
        }
        std::fill(row.cells.begin() + static_cast<std::ptrdiff_t>(count),
                  row.cells.begin() + static_cast<std::ptrdiff_t>(limit), Cell::empty(stream.fill));
    } while (at < stream.cells.size());
    return rows;
}

} // namespace

std::size_t continued_length(const Row& row, const Row& next)
{
    const auto limit =
        std::min(static_cast<std::size_t>(usable_columns(row.line_size, row.columns())), row.cells.size());
    const bool padded = limit > 1 && row.cells[limit - 1].is_empty() && !next.cells.empty() && next.cells[0].is_wide();
    return padded ? limit - 1 : limit;
}

std::size_t continued_length(const Row& row)
{
    const auto length = row.cells.size();
    const bool padded = row.wrapped && row.line_size == LineSize::normal && length > 1 && row.cells.back().is_empty();
    return padded ? length - 1 : length;
}

std::size_t text_cells(const Row& row)
{
    const std::size_t length = continued_length(row);
    const bool cut = length > 0 && row.cells[length - 1].is_wide();
    return cut ? length + 1 : length;
}

TextPosition position_after(const Row& row, TextPosition at)
{
    if (!row.wrapped) return {at.line + 1, 0};
    return {at.line, at.cell + text_cells(row)};
}

TextPosition position_after(std::string_view packed, TextPosition at)
{
    if (!is_packed_wrapped(packed)) return {at.line + 1, 0};
    StyleId fill = 0;
    return position_after(unpack(packed, std::make_shared<Dictionary>(), fill), at);
}

int rows_before(std::span<const RowRef> screen, TextPosition top, TextPosition position)
{
    int count = 0;
    for (const RowRef& row : screen) {
        if (top >= position) break;
        top = position_after(*row, top);
        ++count;
    }
    return count;
}

std::vector<Row> lay_out(std::span<const Row> line, int columns)
{
    if (line.empty()) return {};
    auto rows = in_rows(join(line), line[0], columns);
    rows.back().wrapped = line.back().wrapped;
    return rows;
}

std::vector<Row> lay_out(std::span<const std::string_view> packed_line, int columns, const DictionaryRef& dictionary)
{
    if (packed_line.empty()) return {};
    Stream stream;
    auto row = unpack(packed_line[0], dictionary, stream.fill);
    for (const auto packed : packed_line.subspan(1)) {
        auto next = unpack(packed, dictionary, stream.fill);
        // Of a double-width row only the usable cells were packed.
        const bool whole = row.line_size == LineSize::normal;
        add_cells(row, whole ? continued_length(row, next) : row.cells.size(), stream);
        row = std::move(next);
    }
    const auto length = continued_length(row);
    if (length < row.cells.size()) stream.fill = row.cells[length].style;
    add_cells(row, length, stream);
    row.cells.clear();
    auto rows = in_rows(std::move(stream), row, columns);
    rows.back().wrapped = row.wrapped;
    return rows;
}

} // namespace cleat
