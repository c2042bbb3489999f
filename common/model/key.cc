#include "common/model/key.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>

namespace cleat {

namespace {

struct Name {
    std::string_view name;
    NamedKey named;
    char32_t character;
};

constexpr std::array NAMES = {
    Name{"enter", NamedKey::enter, 0},
    Name{"return", NamedKey::enter, 0},
    Name{"cr", NamedKey::enter, 0},
    Name{"tab", NamedKey::tab, 0},
    Name{"bspace", NamedKey::backspace, 0},
    Name{"backspace", NamedKey::backspace, 0},
    Name{"bs", NamedKey::backspace, 0},
    Name{"escape", NamedKey::escape, 0},
    Name{"esc", NamedKey::escape, 0},
    Name{"up", NamedKey::up, 0},
    Name{"down", NamedKey::down, 0},
    Name{"left", NamedKey::left, 0},
    Name{"right", NamedKey::right, 0},
    Name{"insert", NamedKey::insert, 0},
    Name{"ins", NamedKey::insert, 0},
    Name{"ic", NamedKey::insert, 0},
    Name{"delete", NamedKey::erase, 0},
    Name{"del", NamedKey::erase, 0},
    Name{"dc", NamedKey::erase, 0},
    Name{"home", NamedKey::home, 0},
    Name{"end", NamedKey::end, 0},
    Name{"pageup", NamedKey::page_up, 0},
    Name{"pgup", NamedKey::page_up, 0},
    Name{"ppage", NamedKey::page_up, 0},
    Name{"pagedown", NamedKey::page_down, 0},
    Name{"pgdn", NamedKey::page_down, 0},
    Name{"pgdown", NamedKey::page_down, 0},
    Name{"npage", NamedKey::page_down, 0},
    Name{"f1", NamedKey::f1, 0},
    Name{"f2", NamedKey::f2, 0},
    Name{"f3", NamedKey::f3, 0},
    Name{"f4", NamedKey::f4, 0},
    Name{"f5", NamedKey::f5, 0},
    Name{"f6", NamedKey::f6, 0},
    Name{"f7", NamedKey::f7, 0},
    Name{"f8", NamedKey::f8, 0},
    Name{"f9", NamedKey::f9, 0},
    Name{"f10", NamedKey::f10, 0},
    Name{"f11", NamedKey::f11, 0},
    Name{"f12", NamedKey::f12, 0},
    Name{"space", NamedKey::none, U' '},
    Name{"spc", NamedKey::none, U' '},
};

struct Modifier {
    std::string_view prefix;
    bool Key::*flag;
};

constexpr std::array MODIFIERS = {
    Modifier{"c-", &Key::control},       Modifier{"m-", &Key::alt},    Modifier{"s-", &Key::shift},
    Modifier{"a-", &Key::alt},           Modifier{"^", &Key::control}, Modifier{"ctrl-", &Key::control},
    Modifier{"control-", &Key::control}, Modifier{"alt-", &Key::alt},  Modifier{"meta-", &Key::alt},
    Modifier{"shift-", &Key::shift},
};

bool starts_with_ignoring_case(std::string_view text, std::string_view lower)
{
    return text.size() >= lower.size() && std::equal(lower.begin(), lower.end(), text.begin(), [](char a, char b) {
               return a == std::tolower(static_cast<unsigned char>(b));
           });
}

bool equal_ignoring_case(std::string_view text, std::string_view lower)
{
    return text.size() == lower.size() && starts_with_ignoring_case(text, lower);
}

/// Removes a modifier from the front. The remainder is never empty: `C--` is control and minus, `^` is a caret.
bool take_modifier(std::string_view& name, Key& key)
{
    for (const auto& modifier : MODIFIERS) {
        if (name.size() <= modifier.prefix.size() || !starts_with_ignoring_case(name, modifier.prefix)) continue;
        key.*modifier.flag = true;
        name.remove_prefix(modifier.prefix.size());
        return true;
    }
    return false;
}

/// The character in `text`, if it is exactly one in UTF-8.
std::optional<char32_t> single_character(std::string_view text)
{
    const auto first = static_cast<unsigned char>(text[0]);
    const std::size_t length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
    if (length == 0 || length != text.size() || first > 0xf4 || first < 0x20 || first == 0x7f) return std::nullopt;
    if (length == 1) return first;

    char32_t c = first & (0xffU >> (length + 1));
    for (const char byte : text.substr(1)) {
        if ((static_cast<unsigned char>(byte) & 0xc0) != 0x80) return std::nullopt;
        c = (c << 6) | (static_cast<unsigned char>(byte) & 0x3f);
    }
    constexpr std::array<char32_t, 5> SMALLEST = {0, 0, 0xa0, 0x800, 0x10000};
    if (c < SMALLEST[length] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) return std::nullopt;
    return c;
}

} // namespace

Result<Key> parse_key(std::string_view name)
{
    const Error unknown{"no key named \"" + std::string(name) + "\"", ErrorCode::invalid};
    if (name.empty()) return unknown;

    Key key;
    if (equal_ignoring_case(name, "btab")) return Key{.named = NamedKey::tab, .shift = true};
    while (take_modifier(name, key)) {
    }

    if (const auto character = single_character(name)) {
        key.character = *character;
        return key;
    }
    const auto* found =
        std::find_if(NAMES.begin(), NAMES.end(), [name](const Name& n) { return equal_ignoring_case(name, n.name); });
    if (found == NAMES.end()) return unknown;
    key.named = found->named;
    key.character = found->character;
    return key;
}

} // namespace cleat
