#include "client/keys/key_press.h"

#include <string_view>

namespace cleat {

namespace {

constexpr int SHIFT = 1;
constexpr int CONTROL = 4;
constexpr int LOCKS = 64 | 128;

char32_t character(int number)
{
    return static_cast<char32_t>(number);
}

void set_modifiers(KeyPress& key, int parameter)
{
    const int bits = (parameter > 0 ? parameter - 1 : 0) & ~LOCKS;
    key.shift = (bits & SHIFT) != 0;
    key.control = (bits & CONTROL) != 0;
    key.other = (bits & ~(SHIFT | CONTROL)) != 0;
}

KeyAction action(int number)
{
    return number == 2 ? KeyAction::repeat : number == 3 ? KeyAction::release : KeyAction::press;
}

bool is_ascii(char32_t c)
{
    return c >= 0x20 && c < 0x7f;
}

/// The shifted character on a US keyboard, for terminals that do not report it.
char32_t shifted_of(char32_t c)
{
    constexpr std::string_view PLAIN = "`1234567890-=[]\\;',./";
    constexpr std::string_view SHIFTED = "~!@#$%^&*()_+{}|:\"<>?";
    if (c >= U'a' && c <= U'z') return c - 32;
    const auto at = PLAIN.find(static_cast<char>(c));
    return at == std::string_view::npos ? c : static_cast<char32_t>(SHIFTED[at]);
}

} // namespace

bool KeyPress::is_control(char32_t character) const
{
    if (!control || other) return false;
    if (shift) return shifted == character;
    return code == character || base == character;
}

char KeyPress::letter() const
{
    if (control || other) return 0;
    if (is_ascii(text)) return static_cast<char>(text);
    if (shift && is_ascii(shifted)) return static_cast<char>(shifted);
    const char32_t key = is_ascii(code) ? code : base;
    if (!is_ascii(key)) return 0;
    return static_cast<char>(shift ? shifted_of(key) : key);
}

std::optional<KeyPress> parse_key_press(const KeySequence& sequence)
{
    if (sequence.prefix != 0) return std::nullopt;
    KeyPress key;
    if (sequence.final == "~" && sequence.parameter(0, 0) == 27 && sequence.parameters.size() == 3) {
        set_modifiers(key, sequence.parameter(1, 1));
        key.code = character(sequence.parameter(2, 0));
        return key;
    }
    set_modifiers(key, sequence.parameter(1, 1));
    key.action = action(sequence.parameter(1, 1, 1));
    if (sequence.final == "u") {
        key.code = character(sequence.parameter(0, 0));
        key.shifted = character(sequence.parameter(0, 0, 1));
        key.base = character(sequence.parameter(0, 0, 2));
        key.text = character(sequence.parameter(2, 0));
        return key;
    }
    return key.action == KeyAction::release ? std::optional(key) : std::nullopt;
}

} // namespace cleat
