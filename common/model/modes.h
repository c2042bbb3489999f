#pragma once

#include <cstdint>

namespace cleat {

/// Which mouse events the program asked for: DEC modes 9, 1000, 1002, 1003.
enum class MouseTracking : std::uint8_t { off, x10, click, drag, motion };
/// How they are reported: default, DEC modes 1005, 1006, 1015, 1016.
enum class MouseEncoding : std::uint8_t { standard, utf8, sgr, urxvt, sgr_pixels };

/// The switches of the terminal, as a viewer or a driver needs to know them. Defaults are those of a reset terminal.
struct Modes {
    bool insert = false;             ///< IRM, ANSI 4
    bool newline = false;            ///< LNM, ANSI 20
    bool cursor_keys = false;        ///< DECCKM, 1
    bool reverse_screen = false;     ///< DECSCNM, 5
    bool origin = false;             ///< DECOM, 6
    bool autowrap = true;            ///< DECAWM, 7
    bool reverse_wrap = false;       ///< 45
    bool keypad = false;             ///< DECNKM, 66, DECKPAM
    bool left_right_margins = false; ///< DECLRMM, 69
    bool focus_reports = false;      ///< 1004
    bool alternate_scroll = false;   ///< 1007
    bool bracketed_paste = false;    ///< 2004
    bool synchronised = false;       ///< 2026; never shown to viewers
    bool grapheme_clusters = false;  ///< 2027
    bool theme_reports = false;      ///< 2031
    bool size_reports = false;       ///< 2048
    MouseTracking mouse_tracking = MouseTracking::off;
    MouseEncoding mouse_encoding = MouseEncoding::standard;
    std::uint8_t keyboard_flags = 0;    ///< kitty keyboard protocol, current flags of the active screen
    std::uint8_t modify_other_keys = 0; ///< xterm modifyOtherKeys, 0 to 2

    bool operator==(const Modes&) const = default;
};

} // namespace cleat
