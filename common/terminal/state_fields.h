#pragma once

#include "common/terminal/state.h"
#include "common/wire/model_fields.h"

#include <vector>

/// The stored form of a terminal's state, as tagged bytes (common/wire/tagged.h). The order of each list is permanent.
namespace cleat {

FIELDS_OF(Margins, top, bottom, left, right)
FIELDS_OF(Charsets, designated, gl, single)
FIELDS_OF(Link, id, uri)
FIELDS_OF(Style, foreground, background, underline_colour, attributes, underline)
FIELDS_OF(Pen, style, link)
FIELDS_OF(SavedCursor, row, column, pending_wrap, origin, pen, charsets)
FIELDS_OF(KeyboardStack, current, pushed)
FIELDS_OF(SavedTitle, title, icon)
FIELDS_OF(TitleModes, given_in_hex, reported_in_hex)
FIELDS_OF(Joint, place, ended_wrap_into, ended_wrap_out_of)
FIELDS_OF(TerminalProfile, foreground, background, cursor, palette, cell_width, cell_height)
FIELDS_OF(TextPosition, line, cell)
FIELDS_OF(AnchoredCursor, row, column, pending_wrap)
FIELDS_OF(ResizeAnchor, columns, rows, first_line, above, blank_rows, left, cursor, saved)

template <class Self, class F>
requires std::same_as<std::remove_const_t<Self>, QuietModes>
void fields_of(Self& m, F&& f)
{
    for (const auto& entry : QUIET_MODES) f(entry.name, m.*entry.flag);
}

/// The columns of tab stops. Those beyond the screen are ignored.
template <class Self, class F>
requires std::same_as<std::remove_const_t<Self>, TabStops>
void fields_of(Self& stops, F&& f)
{
    std::vector<int> set;
    for (int column = 0; column < stops.columns(); ++column)
        if (stops.is_set(column)) set.push_back(column);
    f("set", set);
    if constexpr (!std::is_const_v<Self>) {
        stops.clear_all();
        for (const int column : set)
            if (column >= 0 && column < stops.columns()) stops.set(column);
    }
}

template <class Self, class F>
requires std::same_as<std::remove_const_t<Self>, TerminalState>
void fields_of(Self& m, F&& f)
{
    f("size", m.size);
    f("active", m.active);
    f("cursor", m.cursor);
    f("modes", m.modes);
    f("quiet_modes", m.quiet_modes);
    f("margins", m.margins);
    f("level", m.level);
    f("saved_modes", m.saved_modes);
    f("tab_stops", m.tab_stops);
    f("charsets", m.charsets);
    f("pen", m.pen);
    f("saved_cursor_primary", m.saved_cursors[0]);
    f("saved_cursor_alternate", m.saved_cursors[1]);
    f("keyboard_primary", m.keyboards[0]);
    f("keyboard_alternate", m.keyboards[1]);
    f("title", m.title);
    f("icon", m.icon);
    f("saved_titles", m.saved_titles);
    f("palette", m.palette);
    f("other_colours", m.other_colours);
    f("working_directory", m.working_directory);
    f("joint", m.joint);
    f("protection", m.protection);
    f("change_extent", m.change_extent);
    f("title_modes", m.title_modes);
    f("readback", m.readback);
    f("last_character", m.last_character);
    f("profile", m.profile);
    f("offset", m.offset);
    f("rows_scrolled", m.rows_scrolled);
    f("anchor", m.anchor);
}

constexpr Charset last_of(Charset)
{
    return Charset::united_kingdom;
}
constexpr Underline last_of(Underline)
{
    return Underline::dashed;
}
constexpr Joint::Place last_of(Joint::Place)
{
    return Joint::Place::under_cursor;
}
constexpr Protection last_of(Protection)
{
    return Protection::areas;
}
constexpr ChangeExtent last_of(ChangeExtent)
{
    return ChangeExtent::rectangle;
}
constexpr Readback last_of(Readback)
{
    return Readback::allowed;
}

} // namespace cleat
