#pragma once

#include <optional>
#include <string_view>

namespace cleat {

/// Returns the text up to the next semicolon, and removes it and the semicolon from the front of `text`.
std::string_view take_field(std::string_view& text);

/// The value of a field that is a non-negative decimal number; nothing for any other field.
[[nodiscard]] std::optional<int> number_of(std::string_view field);

} // namespace cleat
