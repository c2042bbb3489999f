#pragma once

#include "common/model/row_positions.h"
#include "common/model/update.h"
#include "common/wire/fields.h"

/// The fields of the values of common/model on the wire. They are encoded as arrays, which only grow at the end.
namespace cleat {

FIELDS_OF(Size, rows, columns)

FIELDS_OF(RowMove, from, to, count)

template <class Self, class F>
requires std::same_as<std::remove_const_t<Self>, RowChange>
void fields_of(Self& m, F&& f)
{
    f("row", m.row);
    f.bytes("packed", m.packed);
}

FIELDS_OF(SideUpdate, moves, changes)

template <class Self, class F>
requires std::same_as<std::remove_const_t<Self>, RowPositions>
void fields_of(Self& m, F&& f)
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

FIELDS_OF(Cursor, row, column, pending_wrap, visible, blink, shape)

/// The switches of the first protocol version come before the other members, switches added later after them.
template <class Self, class F>
requires std::same_as<std::remove_const_t<Self>, Modes>
void fields_of(Self& m, F&& f)
{
    constexpr std::size_t FIRST_SWITCHES = 16;
    const auto switches = [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i) f(MODES[i].name, m.*MODES[i].flag);
    };
    switches(0, FIRST_SWITCHES);
    f("mouse_tracking", m.mouse_tracking);
    f("mouse_encoding", m.mouse_encoding);
    f("keyboard_flags", m.keyboard_flags);
    f("modify_other_keys", m.modify_other_keys);
    switches(FIRST_SWITCHES, MODES.size());
}

FIELDS_OF(Update, size, primary, alternate, active, cursor, modes, title, icon, palette)

/// The last values of the enumerations on the wire; larger values are refused.
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

} // namespace cleat
