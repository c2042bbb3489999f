#pragma once

#include <cstdint>
#include <string>

namespace cleat {

/// How many colours a terminal has; each value includes those before it.
enum class ColourDepth : std::uint8_t { none, eight, sixteen, palette, truecolour };

/// What the user's terminal can do beyond the baseline, which is ECMA-48 as in a VT100: CUP, CUU to CUB, ED, EL, SGR
/// with bold, underline, blink and reverse, DECAWM, DECCKM, DECKPAM, DECSCNM. The defaults are that baseline.
struct Capabilities {
    ColourDepth colours = ColourDepth::none;
    bool background_erase = false;    ///< erased cells take the pen's background (terminfo bce)
    bool erase_characters = false;    ///< ECH, ECMA-48 8.3.38
    bool scroll_regions = false;      ///< DECSTBM with SU and SD
    bool faint = false;               ///< SGR 2
    bool italic = false;              ///< SGR 3
    bool conceal = false;             ///< SGR 8
    bool strike = false;              ///< SGR 9
    bool overline = false;            ///< SGR 53
    bool underline_styles = false;    ///< SGR 4:2 to 4:5
    bool underline_colour = false;    ///< SGR 58 and 59
    bool hyperlinks = false;          ///< OSC 8
    bool line_sizes = false;          ///< DECDWL and DECDHL
    bool narrow_ambiguous = false;    ///< East Asian "ambiguous" characters certainly take one column
    bool grapheme_clusters = false;   ///< DEC mode 2027
    bool synchronised_output = false; ///< DEC mode 2026
    bool cursor_visibility = false;   ///< DECTCEM
    bool cursor_shape = false;        ///< DECSCUSR
    bool title = false;               ///< OSC 1 and 2
    bool title_stack = false;         ///< XTWINOPS 22 and 23
    bool palette = false;             ///< OSC 4, 10, 11, 12 and 104, 110, 111, 112
    bool unscroll = false;            ///< lines return from its history only on command (CSI + T), not when it grows
    bool mouse = false;               ///< DEC modes 9, 1000, 1002, 1003, 1005, 1006, 1015
    bool focus_reports = false;       ///< DEC mode 1004
    bool alternate_scroll = false;    ///< DEC mode 1007
    bool bracketed_paste = false;     ///< DEC mode 2004
    bool kitty_keyboard = false;      ///< kitty keyboard protocol: CSI > u, CSI = u, CSI < u
    bool modify_other_keys = false;   ///< xterm's CSI > 4 ; n m
    bool settings_queries = false;    ///< DECRQSS, which it answers or at least ignores
    std::string enter_alternate;      ///< shows the alternate screen (terminfo smcup); empty where there is none
    std::string leave_alternate;      ///< shows the primary screen again (terminfo rmcup)

    [[nodiscard]] bool alternate_screen() const { return !enter_alternate.empty() && !leave_alternate.empty(); }

    bool operator==(const Capabilities&) const = default;

    /// A terminal with every capability.
    static Capabilities full();
    /// A plain ANSI terminal: the baseline and eight colours.
    static Capabilities ansi();
};

} // namespace cleat
