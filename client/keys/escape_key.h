#pragma once

#include "common/base/result.h"

#include <optional>
#include <string_view>

namespace cleat {

/// The key that makes the next key a command to the client: Control with a character.
struct EscapeKey {
    char32_t character = U'\\'; ///< the kitty protocol's code for the key: lower case, without Control

    /// The control character that a terminal without a keyboard protocol sends: 1C for C-\.
    [[nodiscard]] char legacy() const;

    bool operator==(const EscapeKey&) const = default;
};

/// Parses `C-\`, `C-a` or `^]`; `none` means no escape key. `invalid` for keys without Control, and for keys whose
/// legacy byte is also that of another key (`C-[`, `C-i`, `C-m`).
Result<std::optional<EscapeKey>> parse_escape_key(std::string_view name);

} // namespace cleat
