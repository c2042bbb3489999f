#include "common/terminal/inner.h"

#include "common/base/utf8.h"
#include "common/model/width.h"
#include "common/terminal/character.h"
#include "common/terminal/text_cells.h"

#include <algorithm>

namespace cleat {

namespace {

/// Code points that one cell may hold; what combines further is dropped.
constexpr std::ptrdiff_t LONGEST_CLUSTER = 16;

std::ptrdiff_t code_points(std::string_view utf8)
{
    return std::count_if(utf8.begin(), utf8.end(),
                         [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
}

} // namespace

void Terminal::Inner::text(std::string_view run)
{
    renew_dictionary_if_large();
    while (!run.empty()) {
        put_directly(run);
        if (!run.empty()) put(take_character(run));
    }
}

/// The last column that text may use in the cursor's row.
int Terminal::Inner::right_limit() const
{
    const auto& [row, column, pending, visible, blink, shape] = state_.cursor;
    const int usable = grid().usable_columns(row) - 1;
    const bool in_margin = state_.modes.left_right_margins && column <= state_.margins.right;
    return in_margin ? std::min(usable, state_.margins.right) : usable;
}

/// Where a line begins for the cursor: CR, wrapping.
int Terminal::Inner::left_limit() const
{
    return state_.cursor.column >= state_.margins.left || state_.modes.origin ? state_.margins.left : 0;
}

void Terminal::Inner::advance(int columns, int limit)
{
    auto& cursor = state_.cursor;
    cursor.column += columns;
    if (cursor.column <= limit) return;
    cursor.column = limit;
    cursor.pending_wrap = state_.modes.autowrap;
}

/// The cells of the cursor's row, from its own on, that characters can simply be put into: none wraps, shifts others,
/// is translated, or has a say in whether a line goes on. Their number; 0 where text has to be put with more care.
int Terminal::Inner::direct_room() const
{
    const auto& cursor = state_.cursor;
    if (cursor.pending_wrap || state_.modes.insert || !state_.charsets.is_plain()) return 0;
    const auto& row = grid().row(cursor.row);
    if (row.cells[static_cast<std::size_t>(cursor.column)].is_tail()) return 0;
    if (cursor.column == 0 && cursor.row > 0 && grid().row(cursor.row - 1).wrapped) return 0;
    int end = right_limit() + 1;
    // What ends a wrapped row takes part in that: a glyph of one column, or one of two.
    if (row.wrapped) end = std::min(end, state_.size.columns - 2);
    return std::max(0, end - cursor.column);
}

/// Puts as many characters off the front of `run` as there is direct room for. Those that take no column stay.
void Terminal::Inner::put_directly(std::string_view& run)
{
    const auto room = static_cast<std::size_t>(direct_room());
    if (!first_fits(run, room)) return;
    const int limit = right_limit();
    const StyleId style = pen_style();
    auto& cursor = state_.cursor;
    auto& cells = grid().write(cursor.row, now()).cells;
    const auto filled = fill_with_text(run, {cells.data() + cursor.column, room}, style);
    state_.last_character = filled.last;
    grid().split(cursor.row, cursor.column + filled.columns, now());
    advance(filled.columns, limit);
}

void Terminal::Inner::put(char32_t c)
{
    if (is_c1(c)) return;
    if (!state_.charsets.is_plain()) c = state_.charsets.translate(c);
    const int columns = width(c);
    if (columns == 0) {
        amend(c);
        return;
    }
    state_.last_character = c;
    write_glyph(Cell::code_point(c, pen_style(), columns == 2), columns);
}

void Terminal::Inner::write_glyph(Cell head, int columns)
{
    auto& cursor = state_.cursor;
    wrap_if_pending();
    int limit = right_limit();
    cursor.column = std::min(cursor.column, limit);
    if (cursor.column + columns - 1 > limit) {
        if (limit - left_limit() + 1 < columns) return settle(cursor.row, cursor.row); // no line has room for it
        if (state_.modes.autowrap) {
            grid().erase({cursor.row, cursor.row + 1, cursor.column, limit + 1}, blank(), false, now());
            settle(cursor.row, cursor.row);
            wrap();
            limit = right_limit();
        } else {
            cursor.column = limit - columns + 1;
        }
    }

    auto& screen = grid();
    if (state_.modes.insert)
        screen.shift({cursor.row, cursor.row + 1, cursor.column, limit + 1}, 0, -columns, blank(), now());
    screen.split(cursor.row, cursor.column, now());
    screen.split(cursor.row, cursor.column + columns, now());
    auto& cells = screen.write(cursor.row, now()).cells;
    cells[static_cast<std::size_t>(cursor.column)] = head;
    if (columns == 2) cells[static_cast<std::size_t>(cursor.column + 1)] = Cell::tail(head.style);
    settle(cursor.row, cursor.row);
    advance(columns, limit);
}

/// Adds a character that takes no column of its own to the one before the cursor, if there is one.
void Terminal::Inner::amend(char32_t c)
{
    const auto& cursor = state_.cursor;
    int column = cursor.pending_wrap ? cursor.column : cursor.column - 1;
    if (column < 0) return;
    const auto& cells = grid().row(cursor.row).cells;
    if (cells[static_cast<std::size_t>(column)].is_tail()) --column;
    if (column < 0 || cells[static_cast<std::size_t>(column)].is_empty()) return;

    auto& row = grid().write(cursor.row, now());
    auto& cell = row.cells[static_cast<std::size_t>(column)];
    std::string cluster;
    row.append_text(cell, cluster);
    if (code_points(cluster) >= LONGEST_CLUSTER) return;
    append_utf8(c, cluster);
    cell = Cell::cluster(dictionary_->cluster_id(cluster), cell.style, cell.is_wide());
    renew_dictionary_if_large();
}

void Terminal::Inner::wrap_if_pending()
{
    if (state_.cursor.pending_wrap) wrap();
}

/// Goes on in the next line, and notes that it is the same line of text where a terminal of another size would join
/// them.
void Terminal::Inner::wrap()
{
    auto& cursor = state_.cursor;
    cursor.pending_wrap = false;
    const bool at_bottom = cursor.row == state_.margins.bottom;
    const bool stuck = !at_bottom && cursor.row == state_.size.rows - 1; // below the margins
    const bool whole_width = state_.margins.left == 0 && state_.margins.right == state_.size.columns - 1;
    const bool joined = !stuck && whole_width && grid().row(cursor.row).line_size == LineSize::normal;

    const int column = left_limit();
    grid().set_wrapped(cursor.row, joined, now());
    if (at_bottom && state_.margins.has_column(cursor.column)) scroll_up(1);
    else if (cursor.row < state_.size.rows - 1) ++cursor.row;
    cursor.column = column;
}

} // namespace cleat
