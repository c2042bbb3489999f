#pragma once

#include <string>
#include <string_view>

namespace cleat {

/// FNV-1a as 16 hexadecimal digits, for names. Not cryptographic: for uses in which a collision gains an attacker
/// nothing.
[[nodiscard]] std::string short_hash(std::string_view text);

} // namespace cleat
