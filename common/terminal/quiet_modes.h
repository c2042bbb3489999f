#pragma once

#include "common/model/modes.h"

namespace cleat {

/// Modes that neither viewers nor programs that drive the session need to know. Most have no effect here: they are set,
/// reset, saved and reported as programs expect, because a VT420 and xterm have them. The defaults are those of a reset
/// terminal. Each has a line in `QUIET_MODES`.
struct QuietModes {
    bool keyboard_locked = false;        ///< KAM; never set, because a user can always type
    bool no_local_echo = true;           ///< SRM; always set, because there is no local echo
    bool wide_columns = false;           ///< DECCOLM; clears the screen when it changes, but keeps its size
    bool smooth_scrolling = false;       ///< DECSCLM
    bool print_form_feed = false;        ///< DECPFF
    bool print_whole_screen = false;     ///< DECPEX
    bool hebrew_keyboard = false;        ///< DECHEBM
    bool may_change_columns = false;     ///< xterm's: whether DECCOLM is obeyed
    bool tab_wraps = false;              ///< xterm's: TAB after the last column continues in the next line
    bool national_characters = false;    ///< DECNRCM
    bool backarrow_is_backspace = false; ///< DECBKM; never set, because users' terminals decide what the key sends
    bool keeps_screen = false;           ///< DECNCSM: DECCOLM does not clear the screen
    /// xterm's: reverse wrap continues into any previous line, and from the first line into the last.
    bool unbounded_reverse_wrap = false;

    bool operator==(const QuietModes&) const = default;
};

/// Like `MODES`, for these modes.
inline constexpr auto QUIET_MODES = [] {
    using namespace mode;
    using enum ModeSet;
    return std::to_array<ModeSwitch<QuietModes>>({
        {&QuietModes::keyboard_locked, "keyboard_locked", ansi, 2, NOTHING},
        {&QuietModes::no_local_echo, "no_local_echo", ansi, 12, NOTHING},
        {&QuietModes::wide_columns, "wide_columns", dec, 3, NOTHING},
        {&QuietModes::smooth_scrolling, "smooth_scrolling", dec, 4, NOTHING},
        {&QuietModes::print_form_feed, "print_form_feed", dec, 18, NOTHING},
        {&QuietModes::print_whole_screen, "print_whole_screen", dec, 19, NOTHING},
        {&QuietModes::hebrew_keyboard, "hebrew_keyboard", dec, 35, NOTHING},
        {&QuietModes::may_change_columns, "may_change_columns", dec, 40, CLEARED},
        {&QuietModes::tab_wraps, "tab_wraps", dec, 41, WRITTEN | CLEARED},
        {&QuietModes::national_characters, "national_characters", dec, 42, SOFT_RESET},
        {&QuietModes::backarrow_is_backspace, "backarrow_is_backspace", dec, 67, WRITTEN | CLEARED},
        {&QuietModes::keeps_screen, "keeps_screen", dec, 95, NOTHING},
        {&QuietModes::unbounded_reverse_wrap, "unbounded_reverse_wrap", dec, 1045, SOFT_RESET | WRITTEN | CLEARED},
    });
}();

static_assert(sizeof(QuietModes) == QUIET_MODES.size(), "each switch has its line in QUIET_MODES");

} // namespace cleat
