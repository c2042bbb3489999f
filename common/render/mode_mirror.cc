#include "common/render/mode_mirror.h"

#include "common/render/sequences.h"

namespace cleat {

namespace {

int tracking_mode(MouseTracking tracking)
{
    switch (tracking) {
    case MouseTracking::off: return 0;
    case MouseTracking::x10: return 9;
    case MouseTracking::click: return 1000;
    case MouseTracking::drag: return 1002;
    case MouseTracking::motion: return 1003;
    }
    return 0;
}

int encoding_mode(MouseEncoding encoding)
{
    switch (encoding) {
    case MouseEncoding::standard: return 0;
    case MouseEncoding::utf8: return 1005;
    case MouseEncoding::sgr:
    case MouseEncoding::sgr_pixels: return 1006;
    case MouseEncoding::urxvt: return 1015;
    }
    return 0;
}

int cursor_style(const Cursor& cursor)
{
    const int steady = cursor.blink ? 0 : 1;
    switch (cursor.shape) {
    case CursorShape::standard: return 0;
    case CursorShape::block: return 1 + steady;
    case CursorShape::underline: return 3 + steady;
    case CursorShape::bar: return 5 + steady;
    }
    return 0;
}

void change_mode(std::string& out, int mode, bool from, bool to)
{
    if (from != to) append_private_mode(out, mode, to);
}

/// Switches between modes of which at most one is set; 0 means none.
void change_choice(std::string& out, int from, int to)
{
    if (from == to) return;
    if (from != 0) append_private_mode(out, from, false);
    if (to != 0) append_private_mode(out, to, true);
}

void append_hex(std::string& out, unsigned byte)
{
    constexpr std::string_view DIGITS = "0123456789abcdef";
    out += DIGITS[byte >> 4];
    out += DIGITS[byte & 15U];
}

std::string colour_specification(Colour colour)
{
    std::string out = "rgb:";
    append_hex(out, colour.red());
    out += '/';
    append_hex(out, colour.green());
    out += '/';
    append_hex(out, colour.blue());
    return out;
}

/// OSC 4 with the index, or the command of a dynamic colour; adding 100 resets it.
std::string colour_command(int key, bool reset)
{
    std::string text;
    const auto first_dynamic = static_cast<int>(DynamicColour::foreground);
    append_number(text, (key < first_dynamic ? 4 : 10 + key - first_dynamic) + (reset ? 100 : 0));
    if (key >= first_dynamic) return text;
    text += ';';
    append_number(text, key);
    return text;
}

bool is_shown(int key, Colour colour)
{
    return key >= 0 && key <= static_cast<int>(DynamicColour::cursor) && colour.kind() == Colour::Kind::rgb;
}

} // namespace

void ModeMirror::follow(const Screen& screen, Side side, const Capabilities& capabilities, std::string& out)
{
    change(wanted(screen, capabilities), out);
    if (capabilities.kitty_keyboard) set_keyboard_flags(side, screen.modes.keyboard_flags, out);
    if (capabilities.title) set_titles(screen.title, screen.icon, capabilities, out);
}

void ModeMirror::undo(std::string& out)
{
    change(Switches(), out);
    set_keyboard_flags(Side::primary, 0, out);
    if (title_saved_) append_csi(out, "", {23, 0}, "t");
    else if (title_changed_) append_osc(out, "2;");
    const int resting = resting_cursor_;
    *this = ModeMirror();
    resting_cursor_ = resting;
}

ModeMirror::Switches ModeMirror::wanted(const Screen& screen, const Capabilities& capabilities)
{
    const Modes& modes = screen.modes;
    Switches to;
    for (const auto& mode : MODES)
        if (mode.has(mode::MIRRORED)) to.modes.*mode.flag = modes.*mode.flag;
    to.modes.focus_reports = capabilities.focus_reports && modes.focus_reports;
    to.modes.alternate_scroll = capabilities.alternate_scroll && modes.alternate_scroll;
    to.modes.bracketed_paste = capabilities.bracketed_paste;
    if (capabilities.mouse) {
        to.modes.mouse_tracking = modes.mouse_tracking;
        to.modes.mouse_encoding =
            modes.mouse_encoding == MouseEncoding::sgr_pixels ? MouseEncoding::sgr : modes.mouse_encoding;
    }
    if (capabilities.modify_other_keys) to.modes.modify_other_keys = modes.modify_other_keys;
    to.cursor_visible = !capabilities.cursor_visibility || screen.cursor.visible;
    to.cursor_style = capabilities.cursor_shape ? cursor_style(screen.cursor) : 0;
    to.cursor_blinks = capabilities.cursor_shape && screen.cursor.shape == CursorShape::standard && screen.cursor.blink;
    if (capabilities.palette)
        for (const auto& [key, colour] : screen.palette)
            if (is_shown(key, colour)) to.palette[key] = colour;
    return to;
}

void ModeMirror::change(const Switches& to, std::string& out)
{
    change_modes(to.modes, out);
    change_mouse(to, out);
    if (shown_.modes.modify_other_keys != to.modes.modify_other_keys) {
        if (to.modes.modify_other_keys == 0) append_csi(out, ">", {4}, "m");
        else append_csi(out, ">", {4, to.modes.modify_other_keys}, "m");
    }
    change_cursor(to, out);
    change_colours(to, out);
    shown_ = to;
}

/// Uses DECKPAM instead of the equivalent mode because more terminals know it. The reversed screen changes together
/// with the colours.
void ModeMirror::change_modes(const Modes& to, std::string& out) const
{
    for (const auto& mode : MODES) {
        const bool on = to.*mode.flag;
        if (on == shown_.modes.*mode.flag || mode.flag == &Modes::reverse_screen) continue;
        if (mode.flag == &Modes::keypad) out += on ? "\x1b=" : "\x1b>";
        else append_private_mode(out, mode.number, on);
    }
}

/// Resetting mode 12 also stops the blinking of the user's own cursor, if that blinks.
void ModeMirror::change_cursor(const Switches& to, std::string& out) const
{
    const bool rests = shown_.cursor_blinks && !to.cursor_blinks;
    if (rests) append_private_mode(out, 12, false);
    if (shown_.cursor_style != to.cursor_style || (rests && to.cursor_style == 0 && resting_cursor_ != 0))
        append_csi(out, "", {to.cursor_style == 0 ? resting_cursor_ : to.cursor_style}, " q");
    if (to.cursor_blinks && !shown_.cursor_blinks) append_private_mode(out, 12, true);
    change_mode(out, 25, shown_.cursor_visible, to.cursor_visible);
}

/// While the screen is reversed, xterm swaps the commands for foreground and background, and changing the mode swaps
/// the colours that were set: so colours are changed while it is off.
void ModeMirror::change_colours(const Switches& to, std::string& out) const
{
    const bool is_reversed = shown_.modes.reverse_screen && shown_.palette == to.palette;
    change_mode(out, 5, shown_.modes.reverse_screen, is_reversed);
    change_palette(to.palette, out);
    change_mode(out, 5, is_reversed, to.modes.reverse_screen);
}

void ModeMirror::change_mouse(const Switches& to, std::string& out) const
{
    change_choice(out, encoding_mode(shown_.modes.mouse_encoding), encoding_mode(to.modes.mouse_encoding));
    change_choice(out, tracking_mode(shown_.modes.mouse_tracking), tracking_mode(to.modes.mouse_tracking));
}

void ModeMirror::change_palette(const Palette& to, std::string& out) const
{
    for (const auto& [key, colour] : shown_.palette)
        if (!to.contains(key)) append_osc(out, colour_command(key, true));
    for (const auto& [key, colour] : to) {
        const auto shown = shown_.palette.find(key);
        if (shown != shown_.palette.end() && shown->second == colour) continue;
        append_osc(out, colour_command(key, false) + ";" + colour_specification(colour));
    }
}

/// Each screen of the terminal has a separate stack. The first flags are pushed as one entry, which is changed in place
/// afterwards and popped when the flags are 0 again.
void ModeMirror::set_keyboard_flags(Side side, std::uint8_t flags, std::string& out)
{
    auto& shown = keyboard_flags_[static_cast<std::size_t>(side)];
    if (shown == flags) return;
    if (flags == 0) append_csi(out, "<", {}, "u");
    else if (shown == 0) append_csi(out, ">", {flags}, "u");
    else append_csi(out, "=", {flags, 1}, "u");
    shown = flags;
}

void ModeMirror::set_titles(const std::string& title, const std::string& icon, const Capabilities& capabilities,
                            std::string& out)
{
    if (title == title_ && icon == icon_) return;
    if (capabilities.title_stack && !title_changed_) {
        append_csi(out, "", {22, 0}, "t");
        title_saved_ = true;
    }
    title_changed_ = true;
    if (title != title_) append_title(out, 2, title);
    if (icon != icon_) append_title(out, 1, icon);
    title_ = title;
    icon_ = icon;
}

} // namespace cleat
