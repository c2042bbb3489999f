#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// `bytes` in base64, padded (RFC 4648, section 4).
[[nodiscard]] std::string encode_base64(std::string_view bytes);

/// Decodes base64, with or without padding; nothing if `text` is not base64.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

} // namespace cleat
