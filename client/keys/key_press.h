#pragma once

#include "client/keys/key_sequence.h"

#include <cstdint>
#include <optional>

namespace cleat {

/// What happened to a key.
enum class KeyAction : std::uint8_t { press, repeat, release };

/// A key of a character as an escape code tells it: the kitty keyboard protocol's `CSI u`, or xterm's modifyOtherKeys,
/// `CSI 27 ; modifiers ; code ~`.
struct KeyPress {
    char32_t code = 0;    ///< the key: what it types without modifiers (kitty), or with them (xterm)
    char32_t shifted = 0; ///< what it types with Shift, where told
    char32_t base = 0;    ///< the key of a PC-101 keyboard in that place, where told
    char32_t text = 0;    ///< what it typed, where told
    bool shift = false;
    bool control = false;
    bool other = false; ///< Alt, Super, Hyper or Meta; Caps Lock and Num Lock do not count
    KeyAction action = KeyAction::press;

    /// Whether it is Control and that character, and nothing else.
    [[nodiscard]] bool is_control(char32_t character) const;
    /// The ASCII character that it types; 0 where it types none, as with Control or Alt. Keys of other scripts count as
    /// the character that a PC-101 keyboard has in their place.
    [[nodiscard]] char letter() const;
    /// Whether the key is a modifier itself: Shift, Control, Caps Lock, ...
    [[nodiscard]] bool is_modifier() const { return code >= 57'441 && code <= 57'454; }
};

/// Also tells releases of keys that are no characters, with `code` 0 for keys not of `CSI u`.
[[nodiscard]] std::optional<KeyPress> parse_key_press(const KeySequence& sequence);

} // namespace cleat
