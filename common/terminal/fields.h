#pragma once

#include <optional>
#include <string_view>

namespace cleat {

/// Takes what stands before the next semicolon off the front of `text`, and the semicolon.
std::string_view take_field(std::string_view& text);

/// A field that is a decimal number, not negative, and nothing else.
[[nodiscard]] std::optional<int> number_of(std::string_view field);

} // namespace cleat
