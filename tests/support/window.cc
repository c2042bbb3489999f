#include "tests/support/window.h"

#include "tests/support/look.h"

#include <algorithm>
#include <memory>

namespace cleat::test {

namespace {

/// The columns of a row from `first` on, padded with blanks.
std::shared_ptr<Row> part_of(const Row& row, int first, int columns)
{
    auto out = std::make_shared<Row>(row.dictionary, columns);
    for (int i = 0; i < columns && first + i < row.columns(); ++i) {
        const Cell& cell = row.cells[static_cast<std::size_t>(first + i)];
        const bool is_cut = (i == 0 && cell.is_tail()) || (i + 1 == columns && cell.is_wide());
        out->cells[static_cast<std::size_t>(i)] = is_cut ? Cell::empty(cell.style) : cell;
    }
    return out;
}

/// Draws the faint line just beyond the session's edges in a row that is `below` rows below the session's last row,
/// counted from 0.
void mark_edge(Row& row, int right, int below)
{
    Style faint;
    faint.set(Attribute::faint, true);
    const auto put = [&](int column, char c) {
        if (column < row.columns())
            row.cells[static_cast<std::size_t>(column)] =
                Cell::code_point(static_cast<unsigned char>(c), row.dictionary->style_id(faint));
    };
    if (below < 0) return put(right, '|');
    if (below > 0) return;
    for (int column = 0; column < right; ++column) put(column, '-');
    put(right, '+');
}

std::string described(int row, int column)
{
    return std::to_string(row) + ":" + std::to_string(column);
}

} // namespace

std::string difference_in_window(const Screen& session, const Screen& shown, const std::string& name)
{
    std::vector<RowRef> rows = shown.rows();
    const bool is_part = shown.size != session.size;
    if (is_part && rows.size() > 1 && rows.back()->text().starts_with(" " + name + " ")) rows.pop_back();
    const int height = static_cast<int>(rows.size());
    const int width = shown.size.columns;
    // The cursor's position shows which part is visible.
    const int top = session.cursor.row - shown.cursor.row;
    const int left = session.cursor.column - shown.cursor.column;
    if (shown.cursor.visible != session.cursor.visible) return "the cursor is visible in only one of them";
    if (shown.cursor.row >= height || top < 0 || top > std::max(0, session.size.rows - height) || left < 0 ||
        left > std::max(0, session.size.columns - width))
        return "the cursor is at " + described(shown.cursor.row, shown.cursor.column) + ", and in the session at " +
               described(session.cursor.row, session.cursor.column);
    std::vector<RowRef> wanted;
    const Row blank(std::make_shared<Dictionary>(), width);
    for (int row = top; row < top + height; ++row) {
        const bool is_there = row < session.size.rows;
        auto part = part_of(is_there ? *session.rows()[static_cast<std::size_t>(row)] : blank, left, width);
        if (is_part) mark_edge(*part, session.size.columns - left, row - session.size.rows);
        wanted.push_back(std::move(part));
    }
    return difference_in_look(wanted, rows);
}

} // namespace cleat::test
