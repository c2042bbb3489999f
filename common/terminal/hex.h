#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// Decodes pairs of hexadecimal digits; nothing if the text is anything else.
[[nodiscard]] std::optional<std::string> from_hex(std::string_view digits);

/// Encodes each byte as two digits, in upper case.
[[nodiscard]] std::string to_hex(std::string_view bytes);

} // namespace cleat
