#pragma once

#include <optional>
#include <string_view>

namespace cleat {

/// Removes the text up to the next semicolon from the front of `text`, and the semicolon.
std::string_view take_field(std::string_view& text);

/// A field that consists of a non-negative decimal number only.
[[nodiscard]] std::optional<int> number_of(std::string_view field);

} // namespace cleat
