#pragma once

#include <string_view>

namespace cleat {

/// Whether a name is the one that a pattern names or, where the pattern ends in `*`, begins as it does.
[[nodiscard]] constexpr bool matches(std::string_view name, std::string_view pattern)
{
    if (!pattern.ends_with('*')) return name == pattern;
    pattern.remove_suffix(1);
    return name.starts_with(pattern);
}

} // namespace cleat
