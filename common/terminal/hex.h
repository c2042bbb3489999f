#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// The bytes that pairs of hexadecimal digits stand for; nothing where they are no pairs, or no digits.
[[nodiscard]] std::optional<std::string> from_hex(std::string_view digits);

/// Two digits for each byte, in upper case.
[[nodiscard]] std::string to_hex(std::string_view bytes);

} // namespace cleat
