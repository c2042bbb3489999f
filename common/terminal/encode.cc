#include "common/terminal/encode.h"

#include "common/base/utf8.h"

#include <array>

namespace cleat {

namespace {

constexpr std::string_view CSI = "\x1b[";

/// Flags of the kitty keyboard protocol.
enum KeyboardFlag { DISAMBIGUATE = 1, ALL_AS_ESCAPES = 8 };

/// Modifiers in xterm's and kitty's form: 1 plus the sum of shift 1, alt 2, control 4.
int modifiers(const Key& key)
{
    return 1 + (key.shift ? 1 : 0) + (key.alt ? 2 : 0) + (key.control ? 4 : 0);
}

/// `CSI letter`, `SS3 letter`, or `CSI number ~`.
struct Function {
    NamedKey key;
    char letter; ///< 0 if the number identifies the key
    int number;
    bool follows_cursor_mode; ///< SS3 while DECCKM is set
    bool always_ss3;
};

constexpr std::array FUNCTIONS = {
    Function{NamedKey::up, 'A', 1, true, false},     Function{NamedKey::down, 'B', 1, true, false},
    Function{NamedKey::right, 'C', 1, true, false},  Function{NamedKey::left, 'D', 1, true, false},
    Function{NamedKey::home, 'H', 1, true, false},   Function{NamedKey::end, 'F', 1, true, false},
    Function{NamedKey::insert, 0, 2, false, false},  Function{NamedKey::erase, 0, 3, false, false},
    Function{NamedKey::page_up, 0, 5, false, false}, Function{NamedKey::page_down, 0, 6, false, false},
    Function{NamedKey::f1, 'P', 1, false, true},     Function{NamedKey::f2, 'Q', 1, false, true},
    Function{NamedKey::f3, 'R', 1, false, true},     Function{NamedKey::f4, 'S', 1, false, true},
    Function{NamedKey::f5, 0, 15, false, false},     Function{NamedKey::f6, 0, 17, false, false},
    Function{NamedKey::f7, 0, 18, false, false},     Function{NamedKey::f8, 0, 19, false, false},
    Function{NamedKey::f9, 0, 20, false, false},     Function{NamedKey::f10, 0, 21, false, false},
    Function{NamedKey::f11, 0, 23, false, false},    Function{NamedKey::f12, 0, 24, false, false},
};

std::string encode_function(const Function& f, const Key& key, const Modes& modes)
{
    const int mods = modifiers(key);
    const bool kitty = modes.keyboard_flags != 0;
    // CSI R is the cursor position report, so kitty gives F3 a number.
    if (kitty && f.key == NamedKey::f3)
        return std::string(CSI) + "13" + (mods > 1 ? ';' + std::to_string(mods) : "") + '~';
    if (mods > 1) {
        std::string out = std::string(CSI) + std::to_string(f.number) + ';' + std::to_string(mods);
        out += f.letter != 0 ? f.letter : '~';
        return out;
    }
    if (f.letter == 0) return std::string(CSI) + std::to_string(f.number) + '~';
    const bool ss3 = (f.always_ss3 && !kitty) || (f.follows_cursor_mode && modes.cursor_keys);
    return std::string(ss3 ? "\x1bO" : CSI) + f.letter;
}

/// The code point by which the protocols identify a key: the character without shift or control.
char32_t plain_code(const Key& key)
{
    switch (key.named) {
    case NamedKey::enter: return 13;
    case NamedKey::tab: return 9;
    case NamedKey::backspace: return 127;
    case NamedKey::escape: return 27;
    default: return key.character;
    }
}

std::string kitty_form(const Key& key)
{
    char32_t code = plain_code(key);
    Key shifted = key;
    if (code >= U'A' && code <= U'Z') {
        code += 32;
        shifted.shift = true;
    }
    std::string out = std::string(CSI) + std::to_string(static_cast<unsigned>(code));
    if (modifiers(shifted) > 1) out += ';' + std::to_string(modifiers(shifted));
    return out + 'u';
}

/// xterm's `CSI 27 ; modifiers ; code ~`.
std::string other_keys_form(const Key& key)
{
    return std::string(CSI) + "27;" + std::to_string(modifiers(key)) + ';' +
           std::to_string(static_cast<unsigned>(plain_code(key))) + '~';
}

/// The control character for Ctrl with `c`, or -1.
int control_of(char32_t c)
{
    if (c >= U'a' && c <= U'z') return static_cast<int>(c - U'a') + 1;
    if (c >= U'@' && c <= U'_') return static_cast<int>(c - U'@');
    switch (c) {
    case U' ':
    case U'2': return 0;
    case U'3': return 0x1b;
    case U'4': return 0x1c;
    case U'5': return 0x1d;
    case U'6': return 0x1e;
    case U'7':
    case U'/': return 0x1f;
    case U'8':
    case U'?': return 0x7f;
    default: return -1;
    }
}

/// What a terminal without any protocol sends, without the ESC for alt.
std::string legacy(const Key& key, const Modes& modes)
{
    switch (key.named) {
    case NamedKey::enter: return modes.newline ? "\r\n" : "\r";
    case NamedKey::tab: return key.shift ? "\x1b[Z" : "\t";
    case NamedKey::backspace: return key.control ? "\b" : "\x7f";
    case NamedKey::escape: return "\x1b";
    default: break;
    }
    std::string out;
    char32_t c = key.character;
    if (key.shift && c >= U'a' && c <= U'z') c -= 32;
    const int control = key.control ? control_of(key.character) : -1;
    if (control >= 0) out.push_back(static_cast<char>(control));
    else append_utf8(c, out);
    return out;
}

/// Whether the legacy form would be ambiguous or lose information (kitty's flag 1).
bool is_ambiguous(const Key& key)
{
    if (key.named == NamedKey::escape) return true;
    if (key.named != NamedKey::none) return modifiers(key) > 1;
    return key.control || key.alt;
}

/// Whether modifyOtherKeys applies to the key. At level 1 it does not apply to keys with a well-known legacy form.
bool is_other_key(const Key& key, int level)
{
    if (modifiers(key) == 1) return false;
    if (level == 2) {
        if (key.named != NamedKey::none) return true;
        return key.control || key.alt || (key.shift && key.character == U' ');
    }
    if (key.named == NamedKey::tab) return key.control;
    if (key.named == NamedKey::enter) return key.control || key.shift;
    if (key.named != NamedKey::none) return false;
    return key.control && control_of(key.character) < 0;
}

} // namespace

std::string encode_key(const Key& key, const Modes& modes)
{
    for (const auto& f : FUNCTIONS)
        if (f.key == key.named) return encode_function(f, key, modes);
    if (key.named == NamedKey::none && key.character == 0) return {};

    if ((modes.keyboard_flags & ALL_AS_ESCAPES) != 0) return kitty_form(key);
    if ((modes.keyboard_flags & DISAMBIGUATE) != 0 && is_ambiguous(key)) return kitty_form(key);
    if (modes.keyboard_flags == 0 && modes.modify_other_keys > 0 && is_other_key(key, modes.modify_other_keys))
        return other_keys_form(key);
    return (key.alt ? "\x1b" : "") + legacy(key, modes);
}

std::string encode_paste_text(std::string_view text, const Modes& modes)
{
    std::string out;
    if (modes.bracketed_paste) out += "\x1b[200~";
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool line_end = c == '\n' || c == '\r';
        if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
        const bool c1 = c == '\xc2' && i + 1 < text.size() && (static_cast<unsigned char>(text[i + 1]) & 0xe0) == 0x80;
        if (c1) ++i;
        else if (line_end) out += '\r';
        else if (c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f)) out += c;
    }
    if (modes.bracketed_paste) out += "\x1b[201~";
    return out;
}

} // namespace cleat
