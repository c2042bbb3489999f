#include "common/terminal/inner.h"

#include "common/model/width.h"

#include <algorithm>
#include <array>

namespace cleat {

/// All known control sequences. Section numbers in comments refer to ECMA-48; names without one are DEC's or xterm's.
constexpr Terminal::Inner::Entry Terminal::Inner::SEQUENCES[] = {
    {0, 0, '@', &Inner::edit_characters},             // ICH 8.3.64
    {0, ' ', '@', &Inner::scroll_region},             // SL 8.3.121
    {0, 0, 'A', &Inner::cursor_up},                   // CUU 8.3.22
    {0, ' ', 'A', &Inner::scroll_region},             // SR 8.3.135
    {0, 0, 'B', &Inner::cursor_down},                 // CUD 8.3.19
    {0, 0, 'C', &Inner::cursor_forward},              // CUF 8.3.20
    {0, 0, 'D', &Inner::cursor_back},                 // CUB 8.3.18
    {0, 0, 'E', &Inner::next_line},                   // CNL 8.3.12
    {0, 0, 'F', &Inner::previous_line},               // CPL 8.3.13
    {0, 0, 'G', &Inner::column_absolute},             // CHA 8.3.9
    {0, 0, 'H', &Inner::cursor_position},             // CUP 8.3.21
    {0, 0, 'I', &Inner::forward_tabs},                // CHT 8.3.10
    {0, 0, 'J', &Inner::erase_in_display},            // ED 8.3.39
    {'?', 0, 'J', &Inner::erase_in_display},          // DECSED
    {0, 0, 'K', &Inner::erase_in_line},               // EL 8.3.41
    {'?', 0, 'K', &Inner::erase_in_line},             // DECSEL
    {0, 0, 'L', &Inner::edit_lines},                  // IL 8.3.67
    {0, 0, 'M', &Inner::edit_lines},                  // DL 8.3.32
    {0, 0, 'P', &Inner::edit_characters},             // DCH 8.3.26
    {0, 0, 'S', &Inner::scroll_region},               // SU 8.3.147
    {0, 0, 'T', &Inner::scroll_region},               // SD 8.3.113
    {'>', 0, 'T', &Inner::set_title_modes},           // XTRMTITLE
    {'?', 0, 'W', &Inner::set_usual_tabs},            // DECST8C
    {0, 0, 'X', &Inner::erase_characters},            // ECH 8.3.38
    {0, 0, 'Z', &Inner::backward_tabs},               // CBT 8.3.7
    {0, 0, '^', &Inner::scroll_region},               // SD, as ECMA-48 once printed it
    {0, 0, '`', &Inner::column_absolute},             // HPA 8.3.57
    {0, 0, 'a', &Inner::column_relative},             // HPR 8.3.59
    {0, 0, 'b', &Inner::repeat},                      // REP 8.3.103
    {0, 0, 'c', &Inner::device_attributes},           // DA 8.3.24
    {'>', 0, 'c', &Inner::secondary_attributes},      // DA2
    {'=', 0, 'c', &Inner::tertiary_attributes},       // DA3
    {0, 0, 'd', &Inner::row_absolute},                // VPA 8.3.158
    {0, 0, 'e', &Inner::row_relative},                // VPR 8.3.160
    {0, 0, 'f', &Inner::cursor_position},             // HVP 8.3.63
    {0, 0, 'g', &Inner::clear_tabs},                  // TBC 8.3.154
    {0, 0, 'h', &Inner::set_ansi_modes},              // SM 8.3.125
    {'?', 0, 'h', &Inner::set_private_modes},         // DECSET
    {0, 0, 'j', &Inner::column_relative},             // HPB 8.3.58
    {0, 0, 'k', &Inner::row_relative},                // VPB 8.3.159
    {0, 0, 'l', &Inner::set_ansi_modes},              // RM 8.3.106
    {'?', 0, 'l', &Inner::set_private_modes},         // DECRST
    {0, 0, 'm', &Inner::rendition},                   // SGR 8.3.117
    {'>', 0, 'm', &Inner::key_modifiers},             // XTMODKEYS
    {0, 0, 'n', &Inner::device_status},               // DSR 8.3.35
    {'?', 0, 'n', &Inner::private_device_status},     // DECDSR
    {'>', 0, 'n', &Inner::key_modifiers},             // XTMODKEYS, disable
    {0, '!', 'p', &Inner::soft_reset_sequence},       // DECSTR
    {0, '"', 'p', &Inner::set_level},                 // DECSCL
    {0, '$', 'p', &Inner::request_ansi_mode, 3},      // DECRQM
    {'?', '$', 'p', &Inner::request_private_mode, 3}, // DECRQM
    {'>', 0, 'q', &Inner::version},                   // XTVERSION
    {0, ' ', 'q', &Inner::cursor_style},              // DECSCUSR
    {0, '"', 'q', &Inner::protection},                // DECSCA
    {0, 0, 'r', &Inner::set_top_bottom},              // DECSTBM
    {0, '$', 'r', &Inner::change_area, 4},            // DECCARA
    {'?', 0, 'r', &Inner::restore_modes},             // XTRESTORE
    {0, 0, 's', &Inner::set_left_right},              // DECSLRM, or SCOSC
    {'?', 0, 's', &Inner::save_modes},                // XTSAVE
    {0, 0, 't', &Inner::window_operation},            // XTWINOPS
    {'>', 0, 't', &Inner::set_title_modes},           // XTSMTITLE
    {0, '$', 't', &Inner::change_area, 4},            // DECRARA
    {0, 0, 'u', &Inner::restore_cursor_sequence},     // SCORC
    {'<', 0, 'u', &Inner::pop_keyboard},              // kitty keyboard protocol
    {'=', 0, 'u', &Inner::set_keyboard},
    {'>', 0, 'u', &Inner::push_keyboard},
    {'?', 0, 'u', &Inner::request_keyboard},
    {0, '$', 'v', &Inner::copy_area, 4},              // DECCRA
    {0, '$', 'x', &Inner::fill_area, 4},              // DECFRA
    {0, '*', 'x', &Inner::set_change_extent, 4},      // DECSACE
    {0, '*', 'y', &Inner::request_checksum, 4},       // DECRQCRA
    {0, '$', 'z', &Inner::erase_area, 4},             // DECERA
    {0, '$', '{', &Inner::erase_area_selectively, 4}, // DECSERA
    {0, '\'', '}', &Inner::edit_columns, 4},          // DECIC
    {0, '\'', '~', &Inner::edit_columns, 4},          // DECDC
};

void Terminal::Inner::sequence(const ControlSequence& s)
{
    // The index of each final byte's first entry, starting with '@'.
    static constexpr auto BEGINS = [] {
        std::array<std::uint8_t, 0x7f - '@' + 1> begins{};
        for (std::size_t i = 0; i < begins.size(); ++i)
            while (begins[i] < std::size(SEQUENCES) && SEQUENCES[begins[i]].final - '@' < static_cast<int>(i))
                ++begins[i];
        return begins;
    }();

    state_.joint = {};
    const auto final = static_cast<std::size_t>(s.final - '@');
    for (auto i = BEGINS[final]; i < BEGINS[final + 1]; ++i) {
        const auto& entry = SEQUENCES[i];
        if (entry.leader == s.leader && entry.intermediate == s.intermediate && entry.level <= state_.level)
            return (this->*entry.handler)(s);
    }
}

/// Lets libvterm execute the command from the cursor's position. Ends a pending wrap.
void Terminal::Inner::relay(const Libvterm::Command& command)
{
    auto& cursor = state_.cursor;
    const auto after = libvterm_.execute(command, {cursor.row, cursor.column});
    cursor.row = after.row;
    cursor.column = after.column;
    cursor.pending_wrap = false;
}

/// Moves the cursor to a cell, which ends a pending wrap.
void Terminal::Inner::place(int row, int column)
{
    auto& cursor = state_.cursor;
    cursor.row = row;
    cursor.column = column;
    cursor.pending_wrap = false;
}

/// The area to which absolute positions are relative.
Margins Terminal::Inner::addressed() const
{
    return state_.modes.origin ? state_.margins : Margins::whole(state_.size);
}

/// Row and column from 0, relative to the margins in origin mode.
void Terminal::Inner::move_to(int row, int column)
{
    const auto area = addressed();
    place(std::min(area.top + row, area.bottom), std::min(area.left + column, area.right));
}

// Relative movement stops at a margin, unless it starts outside.

void Terminal::Inner::cursor_up(const ControlSequence& s)
{
    const auto& [row, column, pending, visible, blink, shape] = state_.cursor;
    const int room = row >= state_.margins.top ? row - state_.margins.top : row;
    place(row - std::min(s.parameters.count_at(0), room), column);
}

void Terminal::Inner::cursor_down(const ControlSequence& s)
{
    const auto& [row, column, pending, visible, blink, shape] = state_.cursor;
    const int room = (row <= state_.margins.bottom ? state_.margins.bottom : state_.size.rows - 1) - row;
    place(row + std::min(s.parameters.count_at(0), room), column);
}

void Terminal::Inner::cursor_forward(const ControlSequence& s)
{
    const auto& [row, column, pending, visible, blink, shape] = state_.cursor;
    const int room = std::max(0, right_limit() - column);
    place(row, column + std::min(s.parameters.count_at(0), room));
}

void Terminal::Inner::cursor_back(const ControlSequence& s)
{
    go_back(s.parameters.count_at(0));
}

void Terminal::Inner::next_line(const ControlSequence& s)
{
    cursor_down(s);
    carriage_return();
}

void Terminal::Inner::previous_line(const ControlSequence& s)
{
    cursor_up(s);
    carriage_return();
}

void Terminal::Inner::column_absolute(const ControlSequence& s)
{
    const auto area = addressed();
    place(state_.cursor.row, std::min(area.left + s.parameters.count_at(0) - 1, area.right));
}

void Terminal::Inner::row_absolute(const ControlSequence& s)
{
    const auto area = addressed();
    place(std::min(area.top + s.parameters.count_at(0) - 1, area.bottom), state_.cursor.column);
}

void Terminal::Inner::cursor_position(const ControlSequence& s)
{
    move_to(s.parameters.count_at(0) - 1, s.parameters.count_at(1) - 1);
}

/// HPR and HPB.
void Terminal::Inner::column_relative(const ControlSequence& s)
{
    const auto& [row, column, pending, visible, blink, shape] = state_.cursor;
    const auto area = addressed();
    const int count = s.parameters.count_at(0);
    if (s.final == 'a') place(row, column + std::min(count, std::max(0, area.right - column)));
    else place(row, column - std::min(count, std::max(0, column - area.left)));
}

/// VPR and VPB.
void Terminal::Inner::row_relative(const ControlSequence& s)
{
    const auto& [row, column, pending, visible, blink, shape] = state_.cursor;
    const auto area = addressed();
    const int count = s.parameters.count_at(0);
    if (s.final == 'e') place(row + std::min(count, std::max(0, area.bottom - row)), column);
    else place(row - std::min(count, std::max(0, row - area.top)), column);
}

/// ICH and DCH, in any row, but only between the left and right margins.
void Terminal::Inner::edit_characters(const ControlSequence& s)
{
    const auto& [row, column, pending, visible, blink, shape] = state_.cursor;
    const int limit = right_limit();
    if (state_.margins.has_column(column) && column <= limit) {
        const int count = std::min(s.parameters.count_at(0), limit - column + 1);
        scroll({row, row + 1, column, limit + 1}, 0, s.final == 'P' ? count : -count);
    }
    place(row, column);
}

/// IL and DL leave the cursor at the left margin, as on a VT220 and in xterm.
void Terminal::Inner::edit_lines(const ControlSequence& s)
{
    const auto& [row, column, pending, visible, blink, shape] = state_.cursor;
    if (!state_.margins.has_row(row) || !state_.margins.has_column(column)) return;
    relay({.first = std::min(s.parameters.count_at(0), state_.size.rows), .final = s.final});
    carriage_return();
}

void Terminal::Inner::edit_columns(const ControlSequence& s)
{
    relay({.first = std::min(s.parameters.count_at(0), state_.size.columns), .intermediate = '\'', .final = s.final});
}

/// Whether an erasure spares protected characters.
bool Terminal::Inner::spares(const ControlSequence& s) const
{
    return (state_.protection == Protection::selective) == (s.leader == '?');
}

/// ED and DECSED. Rows that are erased completely become normal size, as on DEC's terminals, even when the erasure is
/// selective.
void Terminal::Inner::erase_in_display(const ControlSequence& s)
{
    const int part = s.parameters.value(0);
    if (part == 3 && s.leader == 0) history_.clear();
    if (part > 2) return;
    const int row = state_.cursor.row;
    const int first = part == 0 ? row + 1 : 0;
    const int last = part == 1 ? row - 1 : state_.size.rows - 1;
    if (part != 2) erase_in_line(s);
    for (int other = first; other <= last; ++other) reset_line_size(other);
    erase({first, last + 1, 0, state_.size.columns}, spares(s));
    state_.cursor.pending_wrap = false;
}

/// EL and DECSEL.
void Terminal::Inner::erase_in_line(const ControlSequence& s)
{
    const int part = s.parameters.value(0);
    if (part > 2) return;
    const int row = state_.cursor.row;
    const int left = part == 0 ? state_.cursor.column : 0;
    const int right = part == 1 ? state_.cursor.column + 1 : state_.size.columns;
    erase({row, row + 1, left, right}, spares(s));
    state_.cursor.pending_wrap = false;
}

void Terminal::Inner::erase_characters(const ControlSequence& s)
{
    const auto& [row, column, pending, visible, blink, shape] = state_.cursor;
    const int count = std::min(s.parameters.count_at(0), state_.size.columns - column);
    erase({row, row + 1, column, column + count}, spares(s));
    state_.cursor.pending_wrap = false;
}

/// SU and SD, wherever the cursor is. SL and SR, which some versions of libvterm lack, only while the cursor is within
/// the margins, as in xterm.
void Terminal::Inner::scroll_region(const ControlSequence& s)
{
    if (s.final == 'T' && s.parameters.count() > 1) return; // xterm's highlight tracking
    const auto& margins = state_.margins;
    const Rect region{margins.top, margins.bottom + 1, margins.left, margins.right + 1};
    const bool sideways = s.intermediate == ' ';
    const int count = std::min(s.parameters.count_at(0), sideways ? region.columns() : region.rows());
    if (sideways) {
        if (!margins.has_row(state_.cursor.row) || !margins.has_column(state_.cursor.column)) return;
        scroll(region, 0, s.final == '@' ? count : -count);
    } else if (s.final == 'S') {
        grid().set_wrapped(margins.bottom, false, now());
        scroll_up(count);
    } else {
        scroll(region, -count, 0);
    }
    state_.cursor.pending_wrap = false;
}

void Terminal::Inner::forward_tabs(const ControlSequence& s)
{
    tab(s.parameters.count_at(0));
}

void Terminal::Inner::backward_tabs(const ControlSequence& s)
{
    tab_back(s.parameters.count_at(0));
}

void Terminal::Inner::clear_tabs(const ControlSequence& s)
{
    if (s.parameters.value(0) == 0) state_.tab_stops.clear(state_.cursor.column);
    else if (s.parameters.value(0) == 3) state_.tab_stops.clear_all();
}

/// DECST8C: a stop at every eighth column.
void Terminal::Inner::set_usual_tabs(const ControlSequence& s)
{
    if (s.parameters.value(0) == 5) state_.tab_stops = TabStops(state_.size.columns);
}

/// REP. The count is limited to a screenful.
void Terminal::Inner::repeat(const ControlSequence& s)
{
    const char32_t character = state_.last_character;
    if (character == 0) return;
    const int count = std::min(s.parameters.count_at(0), state_.size.rows * state_.size.columns);
    const int columns = width(character);
    for (int i = 0; i < count; ++i) write_glyph(Cell::code_point(character, pen_style(), columns == 2), columns);
}

void Terminal::Inner::set_top_bottom(const ControlSequence& s)
{
    const int top = s.parameters.count_at(0) - 1;
    const int given = s.parameters.value(1);
    const int bottom = (given == 0 ? state_.size.rows : std::min(given, state_.size.rows)) - 1;
    if (top >= bottom && !(top == 0 && bottom == state_.size.rows - 1)) return;
    state_.margins.top = top;
    state_.margins.bottom = bottom;
    pass_margins();
    home();
}

/// DECSLRM if DECLRMM is set; otherwise `CSI s` saves the cursor.
void Terminal::Inner::set_left_right(const ControlSequence& s)
{
    if (!state_.modes.left_right_margins) return save_cursor();
    const int left = s.parameters.count_at(0) - 1;
    const int given = s.parameters.value(1);
    const int right = (given == 0 ? state_.size.columns : std::min(given, state_.size.columns)) - 1;
    if (left >= right && !(left == 0 && right == state_.size.columns - 1)) return;
    state_.margins.left = left;
    state_.margins.right = right;
    pass_margins();
    home();
}

void Terminal::Inner::restore_cursor_sequence(const ControlSequence&)
{
    restore_cursor();
}

void Terminal::Inner::rendition(const ControlSequence& s)
{
    select_graphic_rendition(s.parameters, state_.pen.style);
    pen_changed();
}

/// DECSCA.
void Terminal::Inner::protection(const ControlSequence& s)
{
    if (s.parameters.value(0) <= 2) protect(Protection::selective, s.parameters.value(0) == 1);
}

/// DECSCA, SPA, EPA: whether text written from now on is protected from one kind of erasure.
void Terminal::Inner::protect(Protection from, bool on)
{
    state_.protection = from;
    state_.pen.style.set(Attribute::guarded, on);
    pen_changed();
}

/// DECSCUSR.
void Terminal::Inner::cursor_style(const ControlSequence& s)
{
    constexpr std::array SHAPES = {CursorShape::standard,  CursorShape::block,     CursorShape::block,
                                   CursorShape::underline, CursorShape::underline, CursorShape::bar,
                                   CursorShape::bar};
    const auto style = static_cast<std::size_t>(s.parameters.value(0));
    if (style >= SHAPES.size()) return;
    state_.cursor.shape = SHAPES[style];
    state_.cursor.blink = style % 2 == 1;
}

void Terminal::Inner::soft_reset_sequence(const ControlSequence&)
{
    soft_reset();
}

// The kitty keyboard protocol, "Progressive enhancement". Unknown flags are masked out.

namespace {
constexpr int KEYBOARD_FLAGS = 31;
}

void Terminal::Inner::push_keyboard(const ControlSequence& s)
{
    state_.keyboard().push(static_cast<std::uint8_t>(s.parameters.value(0) & KEYBOARD_FLAGS));
    state_.modes.keyboard_flags = state_.keyboard().current;
}

void Terminal::Inner::pop_keyboard(const ControlSequence& s)
{
    state_.keyboard().pop(s.parameters.count_at(0));
    state_.modes.keyboard_flags = state_.keyboard().current;
}

void Terminal::Inner::set_keyboard(const ControlSequence& s)
{
    const int flags = s.parameters.value(0) & KEYBOARD_FLAGS;
    int current = state_.keyboard().current;
    switch (s.parameters.count_at(1)) {
    case 1: current = flags; break;
    case 2: current |= flags; break;
    case 3: current &= ~flags; break;
    default: return;
    }
    state_.keyboard().current = static_cast<std::uint8_t>(current);
    state_.modes.keyboard_flags = state_.keyboard().current;
}

/// XTMODKEYS: only its resource modifyOtherKeys (4) is known.
void Terminal::Inner::key_modifiers(const ControlSequence& s)
{
    const bool all = s.final == 'm' && s.parameters.is_missing(0);
    if (!all && s.parameters.value(0) != 4) return;
    const int level = s.final == 'm' ? s.parameters.value(1) : 0;
    if (level <= 2) state_.modes.modify_other_keys = static_cast<std::uint8_t>(level);
}

} // namespace cleat
