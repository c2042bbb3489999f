#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace cleat {

/// The text of a JSON value (RFC 8259), indented by as many spaces a level, or on one line. What is hidden
/// (hidden_character.h) is written as `\u202e`, which is the same to whoever parses it; bytes that are not UTF-8 are
/// written as U+FFFD.
[[nodiscard]] std::string json_text(const nlohmann::json& value, int indent = -1);

} // namespace cleat
