#include "common/terminal/inner.h"

#include "common/base/utf8.h"
#include "common/model/cluster.h"
#include "common/model/width.h"
#include "common/terminal/character.h"
#include "common/terminal/text_cells.h"

#include <algorithm>

namespace cleat {

namespace {

/// The most code points in one cell; further combining characters are dropped.

std::ptrdiff_t code_points(std::string_view utf8)
{
    return std::count_if(utf8.begin(), utf8.end(),
                         [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
}

} // namespace

void Terminal::Inner::text(std::string_view run)
{
    while (!run.empty()) {
        auto direct = run.substr(0, unclustered(run));
        const auto most = direct.size();
        if (most > 0) put_directly(direct);
        run.remove_prefix(most - direct.size());
        if (!run.empty()) put(take_character(run));
    }
}

/// How many bytes from the front certainly join no cluster: all of them, or in mode 2027 at most a line of ASCII, and
/// none right after a non-ASCII character.
std::size_t Terminal::Inner::unclustered(std::string_view run) const
{
    if (!state_.modes.grapheme_clusters) return run.size();
    if (state_.joint.place != Joint::Place::none && state_.last_character >= 0x80) return 0;
    run = run.substr(0, static_cast<std::size_t>(state_.size.columns));
    return static_cast<std::size_t>(std::find_if(run.begin(), run.end(), is_high) - run.begin());
}

/// The last column that text can use in the cursor's row.
int Terminal::Inner::right_limit() const
{
    const auto& [row, column, pending, visible, blink, shape] = state_.cursor;
    const int usable = grid().usable_columns(row) - 1;
    const bool in_margin = state_.modes.left_right_margins && column <= state_.margins.right;
    return in_margin ? std::min(usable, state_.margins.right) : usable;
}

/// The column to which CR and wrapping move the cursor.
int Terminal::Inner::left_limit() const
{
    return state_.cursor.column >= state_.margins.left || state_.modes.origin ? state_.margins.left : 0;
}

void Terminal::Inner::advance(int columns, int limit)
{
    auto& cursor = state_.cursor;
    cursor.column += columns;
    state_.joint = {.place = Joint::Place::before_cursor};
    if (cursor.column <= limit) return;
    cursor.column = limit;
    cursor.pending_wrap = state_.modes.autowrap;
    state_.joint.place = Joint::Place::under_cursor;
}

/// The number of cells, from the cursor on, that text can be written to directly: without wrapping, shifting other
/// cells, translating characters, or affecting whether a line continues. `limit` is the last column that text can use.
/// 0 if every character needs full treatment.
std::size_t Terminal::Inner::direct_room(int limit) const
{
    const auto& cursor = state_.cursor;
    if (cursor.pending_wrap || state_.modes.insert || !state_.charsets.is_plain()) return 0;
    const auto& row = grid().row(cursor.row);
    if (row.cells[static_cast<std::size_t>(cursor.column)].is_tail()) return 0;
    if (cursor.column == 0 && cursor.row > 0 && grid().row(cursor.row - 1).wrapped) return 0;
    int end = limit + 1;
    // The last glyph of a wrapped row, of one or two columns, affects the wrap.
    if (row.wrapped) end = std::min(end, state_.size.columns - 2);
    return static_cast<std::size_t>(std::max(0, end - cursor.column));
}

/// Writes as many characters from the front of `run` as there is direct room for. Stops at those that take no column.
void Terminal::Inner::put_directly(std::string_view& run)
{
    const int limit = right_limit();
    const auto room = direct_room(limit);
    if (!first_fits(run, room)) return;
    const StyleId style = pen_style();
    auto& cursor = state_.cursor;
    auto& cells = grid().write(cursor.row, now()).cells;
    const auto filled = fill_with_text(run, {cells.data() + cursor.column, room}, style);
    state_.last_character = filled.last;
    const auto end = static_cast<std::size_t>(cursor.column + filled.columns);
    if (end < cells.size() && cells[end].is_tail()) grid().split(cursor.row, cursor.column + filled.columns, now());
    advance(filled.columns, limit);
}

void Terminal::Inner::put(char32_t c)
{
    if (is_c1(c)) return;
    if (!state_.charsets.is_plain()) c = state_.charsets.translate(c);
    if (state_.modes.grapheme_clusters && join(c)) return;
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
        if (limit - left_limit() + 1 < columns) { // no line is wide enough for it
            state_.joint = {};
            return settle(cursor.row, cursor.row);
        }
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
    const bool into = is_wrapped(cursor.row - 1);
    const bool out_of = is_wrapped(cursor.row);
    settle(cursor.row, cursor.row);
    advance(columns, limit);
    if (columns == 2 || !state_.modes.grapheme_clusters || !may_become_wide(head.code_point())) return;
    state_.joint.ended_wrap_into = into && !is_wrapped(cursor.row - 1);
    state_.joint.ended_wrap_out_of = out_of && !is_wrapped(cursor.row);
}

bool Terminal::Inner::is_wrapped(int row) const
{
    return row >= 0 && grid().row(row).wrapped;
}

/// Marks the row as wrapped again, if that is still valid.
void Terminal::Inner::wrap_again(int row)
{
    if (row >= 0 && grid().may_be_wrapped(row)) grid().set_wrapped(row, true, now());
}

/// The column of the glyph printed last, or otherwise of the one before the cursor; -1 if there is none.
int Terminal::Inner::last_glyph() const
{
    const auto& cursor = state_.cursor;
    const bool under = cursor.pending_wrap || state_.joint.place == Joint::Place::under_cursor;
    int column = under ? cursor.column : cursor.column - 1;
    if (column < 0) return -1;
    const auto& cells = grid().row(cursor.row).cells;
    if (cells[static_cast<std::size_t>(column)].is_tail()) --column;
    return column < 0 || cells[static_cast<std::size_t>(column)].is_empty() ? -1 : column;
}

/// Adds a character that takes no column to the glyph before it, if there is one.
void Terminal::Inner::amend(char32_t c)
{
    const int column = last_glyph();
    if (column < 0) return;
    const auto& row = grid().row(state_.cursor.row);
    const auto& cell = row.cells[static_cast<std::size_t>(column)];
    std::string cluster;
    row.append_text(cell, cluster);
    if (code_points(cluster) >= MAX_CODE_POINTS_OF_A_CELL) return;
    append_utf8(c, cluster);
    replace_glyph(column, cluster, cell.width());
}

/// Adds `c` to the grapheme cluster printed last, if it belongs to it.
bool Terminal::Inner::join(char32_t c)
{
    const int column = state_.joint.place == Joint::Place::none ? -1 : last_glyph();
    if (column < 0) return false;
    const auto& row = grid().row(state_.cursor.row);
    const auto& cell = row.cells[static_cast<std::size_t>(column)];
    std::string cluster;
    row.append_text(cell, cluster);
    if (!joins(cluster, c)) return false;
    if (code_points(cluster) >= MAX_CODE_POINTS_OF_A_CELL) return true;
    append_utf8(c, cluster);
    replace_glyph(column, cluster, std::max(cell.width(), cluster_width(cluster)));
    return true;
}

/// Replaces the glyph at `column`, the last one printed, by `cluster`. If that is wider it is printed again, so that it
/// can wrap.
void Terminal::Inner::replace_glyph(int column, std::string_view cluster, int columns)
{
    auto& cursor = state_.cursor;
    const Cell before = grid().row(cursor.row).cells[static_cast<std::size_t>(column)];
    const bool has_room = right_limit() - left_limit() + 1 >= columns;
    const bool widens = columns > before.width();
    if (widens && !has_room) return; // like any glyph for which no line is wide enough
    const Cell cell = Cell::cluster(dictionary_->cluster_id(cluster), before.style, before.is_wide() || widens);
    if (widens) {
        const Joint joint = state_.joint;
        const int row = cursor.row;
        cursor.column = column;
        cursor.pending_wrap = false;
        if (state_.modes.insert)
            grid().shift({cursor.row, cursor.row + 1, column, right_limit() + 1}, 0, 1, blank(), now());
        write_glyph(cell, columns);
        if (joint.ended_wrap_into && cursor.row == row) wrap_again(row - 1);
        if (joint.ended_wrap_out_of && cursor.row == row) wrap_again(row);
    } else {
        grid().write(cursor.row, now()).cells[static_cast<std::size_t>(column)] = cell;
    }
    renew_dictionary_if_large();
}

void Terminal::Inner::wrap_if_pending()
{
    if (state_.cursor.pending_wrap) wrap();
}

/// Continues in the next line, and marks the row as wrapped if the two are one line of text to be joined at another
/// width.
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
