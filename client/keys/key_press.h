#pragma once

#include "client/keys/key_sequence.h"

#include <cstdint>
#include <optional>

namespace cleat {

/// What happened to a key.
enum class KeyAction : std::uint8_t { press, repeat, release };

/// A character key reported by an escape sequence: the kitty keyboard protocol's `CSI u`, or xterm's modifyOtherKeys,
/// `CSI 27 ; modifiers ; code ~`.
struct KeyPress {
    char32_t code = 0;    ///< the key: what it types without modifiers (kitty), or with them (xterm)
    char32_t shifted = 0; ///< what it types with Shift; 0 if not reported
    char32_t base = 0;    ///< the key at that position on a PC-101 keyboard; 0 if not reported
    char32_t text = 0;    ///< what it typed; 0 if not reported
    bool shift = false;
    bool control = false;
    bool other = false; ///< Alt, Super, Hyper or Meta; Caps Lock and Num Lock are ignored
    KeyAction action = KeyAction::press;

    /// Whether this is Control with that character and no other modifier.
    [[nodiscard]] bool is_control(char32_t character) const;
    /// The ASCII character that the key types, or 0 if none, as with Control or Alt. A key of another script counts as
    /// the character at the same position on a PC-101 keyboard.
    [[nodiscard]] char letter() const;
    /// Whether the key is a modifier itself: Shift, Control, Caps Lock, ...
    [[nodiscard]] bool is_modifier() const { return code >= 57'441 && code <= 57'454; }
};

/// Parses a key report. Also returns, with `code` 0, the release of a key that has another sequence than `CSI u`, such
/// as an arrow.
[[nodiscard]] std::optional<KeyPress> parse_key_press(const KeySequence& sequence);

} // namespace cleat
