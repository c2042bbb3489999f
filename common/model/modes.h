#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cleat {

/// The mouse events that the program requested: DEC modes 9, 1000, 1002, 1003.
enum class MouseTracking : std::uint8_t { off, x10, click, drag, motion };
/// The encoding of mouse reports: default, DEC modes 1005, 1006, 1015, 1016.
enum class MouseEncoding : std::uint8_t { standard, utf8, sgr, urxvt, sgr_pixels };

/// The terminal's modes, as needed by a viewer or by a program that drives the session. Defaults are those of a reset
/// terminal. Each switch has its entry in `MODES`.
struct Modes {
    bool insert = false;
    bool newline = false;
    bool cursor_keys = false;
    bool reverse_screen = false;
    bool origin = false;
    bool autowrap = true;
    bool reverse_wrap = false;
    bool keypad = false;
    bool left_right_margins = false;
    bool focus_reports = false;
    bool alternate_scroll = false;
    bool bracketed_paste = false;
    bool synchronised = false; ///< never shown to viewers
    bool grapheme_clusters = false;
    bool theme_reports = false;
    bool size_reports = false;
    MouseTracking mouse_tracking = MouseTracking::off;
    MouseEncoding mouse_encoding = MouseEncoding::standard;
    std::uint8_t keyboard_flags = 0;    ///< kitty keyboard protocol, current flags of the active screen
    std::uint8_t modify_other_keys = 0; ///< xterm modifyOtherKeys, 0 to 2

    bool operator==(const Modes&) const = default;
};

/// Which sequences set a mode: SM and RM (ECMA-48 7.2), or DECSET and DECRST.
enum class ModeSet : std::uint8_t { ansi, dec };

/// Traits of a mode, as bits. (Setting, resetting, saving and reporting need no trait; terminal/modes.cc lists the
/// modes that cannot be set or saved.)
namespace mode {
inline constexpr unsigned NOTHING = 0;
inline constexpr unsigned SOFT_RESET = 1U << 0; ///< DECSTR sets it to its default
inline constexpr unsigned WRITTEN = 1U << 1;    ///< `write_vt` sets it after painting
inline constexpr unsigned CLEARED = 1U << 2;    ///< `write_vt` sets it to its default before painting
inline constexpr unsigned MIRRORED = 1U << 3;   ///< it is set on the viewer's terminal, too
} // namespace mode

/// One of the switches in `M`: a member, and its number as a mode.
template <class M>
struct ModeSwitch { // NOLINT: each line of a table gives all of them
    bool M::*flag;
    std::string_view name; ///< on the wire and in JSON: the member's name
    ModeSet set;
    int number;
    unsigned traits;

    [[nodiscard]] constexpr bool has(unsigned trait) const { return (traits & trait) != 0; }
    [[nodiscard]] constexpr bool is(ModeSet s, int n) const { return set == s && number == n; }
    /// Its value after a reset.
    [[nodiscard]] constexpr bool usual() const { return M().*flag; }
};

/// All switches of `Modes`. All handling of modes derives from this table: a mode that is only a switch consists of an
/// entry here, its behaviour, its line in TERMINAL.md and its key in cleat(1). New ones are added at the end: the order
/// is that of their fields on the wire.
inline constexpr auto MODES = [] {
    using namespace mode;
    using enum ModeSet;
    return std::to_array<ModeSwitch<Modes>>({
        {&Modes::insert, "insert", ansi, 4, SOFT_RESET | WRITTEN | CLEARED},                     // IRM
        {&Modes::newline, "newline", ansi, 20, WRITTEN | CLEARED},                               // LNM
        {&Modes::cursor_keys, "cursor_keys", dec, 1, SOFT_RESET | WRITTEN | CLEARED | MIRRORED}, // DECCKM
        {&Modes::reverse_screen, "reverse_screen", dec, 5, WRITTEN | CLEARED | MIRRORED},        // DECSCNM
        {&Modes::origin, "origin", dec, 6, SOFT_RESET | CLEARED},                                // DECOM
        {&Modes::autowrap, "autowrap", dec, 7, SOFT_RESET | WRITTEN | CLEARED},                  // DECAWM
        {&Modes::reverse_wrap, "reverse_wrap", dec, 45, SOFT_RESET | WRITTEN | CLEARED},
        {&Modes::keypad, "keypad", dec, 66, SOFT_RESET | WRITTEN | CLEARED | MIRRORED}, // DECNKM, DECKPAM
        {&Modes::left_right_margins, "left_right_margins", dec, 69, SOFT_RESET},        // DECLRMM
        {&Modes::focus_reports, "focus_reports", dec, 1004, WRITTEN | CLEARED | MIRRORED},
        {&Modes::alternate_scroll, "alternate_scroll", dec, 1007, WRITTEN | CLEARED | MIRRORED},
        {&Modes::bracketed_paste, "bracketed_paste", dec, 2004, WRITTEN | CLEARED | MIRRORED},
        {&Modes::synchronised, "synchronised", dec, 2026, NOTHING},
        {&Modes::grapheme_clusters, "grapheme_clusters", dec, 2027, WRITTEN | CLEARED},
        {&Modes::theme_reports, "theme_reports", dec, 2031, WRITTEN | CLEARED},
        {&Modes::size_reports, "size_reports", dec, 2048, WRITTEN | CLEARED},
    });
}();

static_assert(sizeof(Modes) == MODES.size() + 4, "each switch has its entry in MODES; the others are a byte each");

/// The entry of a mode, or null.
template <class M, std::size_t N>
[[nodiscard]] constexpr const ModeSwitch<M>* find_mode(const std::array<ModeSwitch<M>, N>& table, ModeSet set,
                                                       int number)
{
    for (const auto& entry : table)
        if (entry.is(set, number)) return &entry;
    return nullptr;
}

} // namespace cleat
