#pragma once

#include "common/model/row_places.h"
#include "common/model/update.h"

/// How values of common/model look on the wire: arrays of their fields, in the order here, which only grow at the end.
namespace cleat {

template <class Self, class F>
void model_fields(Self& m, F&& f) requires std::is_same_v<std::remove_const_t<Self>, Size>
{
    f("rows", m.rows);
    f("columns", m.columns);
}

template <class Self, class F>
void model_fields(Self& m, F&& f) requires std::is_same_v<std::remove_const_t<Self>, RowMove>
{
    f("from", m.from);
    f("to", m.to);
    f("count", m.count);
}

template <class Self, class F>
void model_fields(Self& m, F&& f) requires std::is_same_v<std::remove_const_t<Self>, RowChange>
{
    f("row", m.row);
    f.bytes("packed", m.packed);
}

template <class Self, class F>
void model_fields(Self& m, F&& f) requires std::is_same_v<std::remove_const_t<Self>, SideUpdate>
{
    f("moves", m.moves);
    f("changes", m.changes);
}

template <class Self, class F>
void model_fields(Self& m, F&& f) requires std::is_same_v<std::remove_const_t<Self>, RowPlaces>
{
    f("from_line", m.from.line);
    f("from_cell", m.from.cell);
    f("top_line", m.top.line);
    f("top_cell", m.top.cell);
    f("resized_line", m.resized.line);
    f("resized_cell", m.resized.cell);
    f("scrolled", m.scrolled);
    f("resizes", m.resizes);
    f("resized_scrolled", m.resized_scrolled);
    f("returned", m.returned);
}

template <class Self, class F>
void model_fields(Self& m, F&& f) requires std::is_same_v<std::remove_const_t<Self>, Cursor>
{
    f("row", m.row);
    f("column", m.column);
    f("pending_wrap", m.pending_wrap);
    f("visible", m.visible);
    f("blink", m.blink);
    f("shape", m.shape);
}

template <class Self, class F>
void model_fields(Self& m, F&& f) requires std::is_same_v<std::remove_const_t<Self>, Modes>
{
    f("insert", m.insert);
    f("newline", m.newline);
    f("cursor_keys", m.cursor_keys);
    f("reverse_screen", m.reverse_screen);
    f("origin", m.origin);
    f("autowrap", m.autowrap);
    f("reverse_wrap", m.reverse_wrap);
    f("keypad", m.keypad);
    f("left_right_margins", m.left_right_margins);
    f("focus_reports", m.focus_reports);
    f("alternate_scroll", m.alternate_scroll);
    f("bracketed_paste", m.bracketed_paste);
    f("synchronised", m.synchronised);
    f("grapheme_clusters", m.grapheme_clusters);
    f("theme_reports", m.theme_reports);
    f("size_reports", m.size_reports);
    f("mouse_tracking", m.mouse_tracking);
    f("mouse_encoding", m.mouse_encoding);
    f("keyboard_flags", m.keyboard_flags);
    f("modify_other_keys", m.modify_other_keys);
}

template <class Self, class F>
void model_fields(Self& m, F&& f) requires std::is_same_v<std::remove_const_t<Self>, Update>
{
    f("size", m.size);
    f("primary", m.primary);
    f("alternate", m.alternate);
    f("active", m.active);
    f("cursor", m.cursor);
    f("modes", m.modes);
    f("title", m.title);
    f("icon", m.icon);
    f("palette", m.palette);
}

/// Largest values of the enumerations that travel: what is beyond is refused.
constexpr Side last_of(Side)
{
    return Side::alternate;
}
constexpr CursorShape last_of(CursorShape)
{
    return CursorShape::bar;
}
constexpr MouseTracking last_of(MouseTracking)
{
    return MouseTracking::motion;
}
constexpr MouseEncoding last_of(MouseEncoding)
{
    return MouseEncoding::sgr_pixels;
}

template <class T>
concept ModelValue = std::is_same_v<T, Size> || std::is_same_v<T, RowMove> || std::is_same_v<T, RowChange> ||
    std::is_same_v<T, SideUpdate> || std::is_same_v<T, Cursor> || std::is_same_v<T, Modes> ||
    std::is_same_v<T, Update> || std::is_same_v<T, RowPlaces>;

} // namespace cleat
