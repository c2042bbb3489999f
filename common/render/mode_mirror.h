#pragma once

#include "common/model/screen.h"
#include "common/render/capabilities.h"

#include <array>
#include <cstdint>
#include <string>

namespace cleat {

/// The switches of the user's terminal that follow the session's: mouse, keys, focus, cursor, title, colours. Remembers
/// what it has changed, so that exactly that is put back. Bracketed paste is always on, as the client has to know what
/// is pasted. Never followed: 1016 (1006 instead), 2026, 2031, 2048, and what only changes how output is taken: origin,
/// insert, newline, margins.
class ModeMirror {
 public:
    /// Follows `screen`, while the terminal shows its screen `side`. Nothing in it moves the cursor.
    void follow(const Screen& screen, Side side, const Capabilities& capabilities, std::string& out);
    /// Puts back what belongs to the alternate screen, before the terminal leaves it.
    void leave_alternate(std::string& out) { set_keyboard_flags(Side::alternate, 0, out); }
    /// Puts back everything. The terminal shows its primary screen.
    void undo(std::string& out);

    /// The shape that the user's cursor has by itself, as DECSCUSR's number: what it is given back. Where it is not
    /// known that is 0, which xterm takes for a blinking block.
    void set_resting_cursor(int style) { resting_cursor_ = style; }

    [[nodiscard]] bool is_cursor_visible() const { return shown_.cursor_visible; }

 private:
    struct Switches {
        Modes modes; ///< those that `MODES` says are mirrored, and the choices
        bool cursor_visible = true;
        int cursor_style = 0;       ///< DECSCUSR's number; 0 is the user's own
        bool cursor_blinks = false; ///< DEC mode 12, of the user's own
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
    std::array<std::uint8_t, 2> keyboard_flags_{}; ///< of each side; pushed where not 0
    std::string title_;
    std::string icon_;
    bool title_changed_ = false;
    bool title_saved_ = false;
};

} // namespace cleat
