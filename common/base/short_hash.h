#pragma once

#include <string>
#include <string_view>

namespace cleat {

/// 16 hexadecimal digits of FNV-1a, for a name: whoever could make two texts meet gains nothing by it.
[[nodiscard]] std::string short_hash(std::string_view text);

} // namespace cleat
