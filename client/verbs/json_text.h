#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace cleat {

/// The text of a JSON value (RFC 8259), with `indent` spaces per level, or on one line if `indent` is negative. Hidden
/// characters (hidden_character.h) are escaped, as `\u202e`; bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string json_text(const nlohmann::json& value, int indent = -1);

} // namespace cleat
