#pragma once

namespace cleat {

/// Modes that viewers and drivers need not know. Most of them change nothing at all here: they are set, reset, saved
/// and reported as a program expects, for a VT420 and xterm have them. Defaults are those of a reset terminal.
struct QuietModes {
    bool keyboard_locked = false;        ///< KAM, ANSI 2; never set, for a user can always type
    bool no_local_echo = true;           ///< SRM, ANSI 12; always set, for there never is any
    bool wide_columns = false;           ///< DECCOLM, 3; clears the screen as it changes, which keeps its size
    bool smooth_scrolling = false;       ///< DECSCLM, 4
    bool print_form_feed = false;        ///< DECPFF, 18
    bool print_whole_screen = false;     ///< DECPEX, 19
    bool hebrew_keyboard = false;        ///< DECHEBM, 35
    bool may_change_columns = false;     ///< xterm's, 40: whether DECCOLM is heeded
    bool tab_wraps = false;              ///< xterm's, 41: TAB after the last column goes on in the next line
    bool national_characters = false;    ///< DECNRCM, 42
    bool backarrow_is_backspace = false; ///< DECBKM, 67; never set, for users' terminals say what the key sends
    bool keeps_screen = false;           ///< DECNCSM, 95: DECCOLM does not clear the screen
    bool unbounded_reverse_wrap = false; ///< xterm's, 1045: into any line, and from the first to the last

    bool operator==(const QuietModes&) const = default;
};

} // namespace cleat
