#pragma once

#include <string_view>

namespace cleat {

/// Whether `name` equals `pattern` or, if the pattern ends in `*`, starts with what precedes the `*`.
[[nodiscard]] constexpr bool matches(std::string_view name, std::string_view pattern)
{
    if (!pattern.ends_with('*')) return name == pattern;
    pattern.remove_suffix(1);
    return name.starts_with(pattern);
}

} // namespace cleat
