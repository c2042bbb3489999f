#pragma once

#include <string>

namespace cleat {

/// Text from somebody else, fit for the user's terminal: control characters are `?`.
[[nodiscard]] std::string printable(const std::string& text);

} // namespace cleat
