#pragma once

#include "common/model/screen.h"
#include "common/render/capabilities.h"

#include <array>
#include <cstdint>
#include <string>

namespace cleat {

/// The modes and settings of the user's terminal that follow the session's: mouse, keys, focus, cursor, title, colours.
/// Remembers what it changed and restores exactly that. Bracketed paste is always on, because the client has to
/// recognise pastes. Never followed: 1016 (1006 is set instead), 2026, 2031, 2048, and modes that only affect how
/// output is interpreted: origin, insert, newline, margins.
class ModeMirror {
 public:
    /// Applies the modes of `screen` while the terminal shows its screen `side`. Does not move the cursor.
    void follow(const Screen& screen, Side side, const Capabilities& capabilities, std::string& out);
    /// Restores the alternate screen's keyboard flags. Call it before the terminal leaves that screen.
    void leave_alternate(std::string& out) { set_keyboard_flags(Side::alternate, 0, out); }
    /// Restores everything. The terminal must show its primary screen.
    void undo(std::string& out);

    /// Sets the user's own cursor shape, as a DECSCUSR number, to restore at the end. 0 if unknown, which xterm
    /// treats as a blinking block.
    void set_resting_cursor(int style) { resting_cursor_ = style; }

    [[nodiscard]] bool is_cursor_visible() const { return shown_.cursor_visible; }

 private:
    struct Switches {
        Modes modes; ///< the modes marked as mirrored in `MODES`, and the multiple-choice modes
        bool cursor_visible = true;
        int cursor_style = 0;       ///< DECSCUSR number; 0 is the user's own shape
        bool cursor_blinks = false; ///< DEC mode 12, of the user's own cursor
        Palette palette;
    };

    static Switches wanted(const Screen& screen, const Capabilities& capabilities);
    void change(const Switches& to, std::string& out);
    void change_modes(const Modes& to, std::string& out) const;
    void change_cursor(const Switches& to, std::string& out) const;
    void change_mouse(const Switches& to, std::string& out) const;
    void change_colours(const Switches& to, std::string& out) const;
    void change_palette(const Palette& to, std::string& out) const;
    void set_keyboard_flags(Side side, std::uint8_t flags, std::string& out);
    void set_titles(const std::string& title, const std::string& icon, const Capabilities& capabilities,
                    std::string& out);

    Switches shown_;
    int resting_cursor_ = 0;
    std::array<std::uint8_t, 2> keyboard_flags_{}; ///< of each side; pushed unless 0
    std::string title_;
    std::string icon_;
    bool title_changed_ = false;
    bool title_saved_ = false;
};

} // namespace cleat
