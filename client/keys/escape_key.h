#pragma once

#include "common/base/result.h"

#include <optional>
#include <string_view>

namespace cleat {

/// The key that makes the next one a command to the client: Control and a character.
struct EscapeKey {
    char32_t character = U'\\'; ///< as kitty names the key: lower case, without Control

    /// The byte that it is where keys are not told apart: C-\ is 1C.
    [[nodiscard]] char legacy() const;

    bool operator==(const EscapeKey&) const = default;
};

/// `C-\`, `C-a`, `^]`, ...; `none` is no escape key at all. Refused: keys without Control, and those whose legacy byte
/// is another key (`C-[`, `C-i`, `C-m`).
Result<std::optional<EscapeKey>> parse_escape_key(std::string_view name);

} // namespace cleat
