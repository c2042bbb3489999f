#pragma once

#include <string_view>

namespace cleat {

/// Whether two packed rows (`pack`) are equal but for `Row::returned`.
[[nodiscard]] bool same_packed(std::string_view a, std::string_view b);

} // namespace cleat
