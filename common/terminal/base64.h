#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// What is encoded in `text` (RFC 4648, section 4), with or without padding; nothing if it is not base64.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

} // namespace cleat
