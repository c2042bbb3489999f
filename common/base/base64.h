#pragma once

#include <string>
#include <string_view>

namespace cleat {

/// `bytes` in base64, padded (RFC 4648, section 4).
[[nodiscard]] std::string encode_base64(std::string_view bytes);

} // namespace cleat
