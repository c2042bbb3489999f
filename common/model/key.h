#pragma once

#include "common/base/result.h"

#include <cstdint>
#include <string_view>

namespace cleat {

/// Keys that are not characters.
enum class NamedKey : std::uint8_t {
    none,
    enter,
    tab,
    backspace,
    escape,
    up,
    down,
    left,
    right,
    insert,
    erase,
    home,
    end,
    page_up,
    page_down,
    f1,
    f2,
    f3,
    f4,
    f5,
    f6,
    f7,
    f8,
    f9,
    f10,
    f11,
    f12,
};

/// A key press: a character or a named key, with modifiers.
struct Key {
    NamedKey named = NamedKey::none;
    char32_t character = 0; ///< used if `named` is none
    bool shift = false;
    bool alt = false;
    bool control = false;

    bool operator==(const Key&) const = default;
};

/// Parses a key name as in tmux: `a`, `C-c`, `M-x`, `S-F5`, `C-M-Left`, `Enter`, `Space`, `BSpace`, `PageUp`. Also
/// accepts `Ctrl-`, `Alt-`, `Shift-` and common variants of the names; the case of names is ignored.
Result<Key> parse_key(std::string_view name);

} // namespace cleat
