#include "common/render/crop.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace cleat {

namespace {

int within(int corner, int length, int window)
{
    return std::clamp(corner, 0, std::max(0, length - window));
}

int follow(int corner, int cursor, int window)
{
    if (cursor < window) return 0;
    return std::clamp(corner, std::max(0, cursor - window + 1), std::max(0, cursor));
}

bool is_head_without_tail(const Row& row, std::size_t at)
{
    return row.cells[at].is_wide() && (at + 1 == row.cells.size() || !row.cells[at + 1].is_tail());
}

RowRef crop_row(const RowRef& row, int columns, int column)
{
    if (column == 0 && row->columns() == columns) return row;
    auto cropped = std::make_shared<Row>(row->dictionary, columns);
    const int count = std::clamp(row->columns() - column, 0, columns);
    std::copy_n(row->cells.begin() + std::min(column, row->columns()), count, cropped->cells.begin());
    auto& cells = cropped->cells;
    if (!cells.empty() && cells.front().is_tail()) cells.front() = Cell::empty(cells.front().style);
    if (!cells.empty() && is_head_without_tail(*cropped, cells.size() - 1))
        cells.back() = Cell::empty(cells.back().style);
    return cropped;
}

std::vector<RowRef> crop_rows(const std::vector<RowRef>& rows, Size window, Corner corner)
{
    const auto blank = std::make_shared<Row>(std::make_shared<Dictionary>(), window.columns);
    std::vector<RowRef> cropped(static_cast<std::size_t>(window.rows), blank);
    const int count = std::min(window.rows, static_cast<int>(rows.size()) - corner.row);
    for (int at = 0; at < count; ++at)
        cropped[static_cast<std::size_t>(at)] =
            crop_row(rows[static_cast<std::size_t>(corner.row + at)], window.columns, corner.column);
    return cropped;
}

void put_edge(RowRef& row, int from, std::string_view text)
{
    auto marked = std::make_shared<Row>(*row);
    Style style;
    style.set(Attribute::faint, true);
    const StyleId id = marked->dictionary->style_id(style);
    for (const char c : text)
        marked->cells[static_cast<std::size_t>(from++)] = Cell::code_point(static_cast<unsigned char>(c), id);
    row = std::move(marked);
}

Cursor crop_cursor(Cursor cursor, Size screen, Size window, Corner corner)
{
    cursor.row -= corner.row;
    cursor.column -= corner.column;
    const Cursor wanted = cursor;
    cursor.row = std::clamp(cursor.row, 0, window.rows - 1);
    cursor.column = std::clamp(cursor.column, 0, window.columns - 1);
    if (cursor != wanted) cursor.visible = false;
    if (screen.columns != window.columns || cursor != wanted) cursor.pending_wrap = false;
    return cursor;
}

} // namespace

Corner within(Corner corner, const Screen& screen, Size window)
{
    return {.row = within(corner.row, screen.size.rows, window.rows),
            .column = within(corner.column, screen.size.columns, window.columns)};
}

Corner follow_cursor(Corner corner, const Screen& screen, Size window)
{
    const Corner followed = {.row = follow(corner.row, screen.cursor.row, window.rows),
                             .column = follow(corner.column, screen.cursor.column, window.columns)};
    return within(followed, screen, window);
}

Screen crop(const Screen& screen, Size window, Corner corner)
{
    if (screen.size == window) return screen;
    Screen cropped = screen;
    cropped.size = window;
    cropped.rows() = crop_rows(screen.rows(), window, corner);
    auto& other = screen.active == Side::primary ? cropped.alternate : cropped.primary;
    other.assign(static_cast<std::size_t>(window.rows),
                 std::make_shared<Row>(std::make_shared<Dictionary>(), window.columns));
    cropped.cursor = crop_cursor(screen.cursor, screen.size, window, corner);
    return cropped;
}

void mark_edges(Screen& window, Size screen, Corner corner)
{
    const int right = screen.columns - corner.column;
    const int below = screen.rows - corner.row;
    std::vector<RowRef>& rows = window.rows();
    const bool is_right_seen = right < window.size.columns;
    if (is_right_seen)
        for (int row = 0; row < std::min(below, window.size.rows); ++row)
            put_edge(rows[static_cast<std::size_t>(row)], right, "|");
    if (below >= window.size.rows) return;
    std::string edge(static_cast<std::size_t>(std::min(right, window.size.columns)), '-');
    if (is_right_seen) edge += '+';
    put_edge(rows[static_cast<std::size_t>(below)], 0, edge);
}

} // namespace cleat
