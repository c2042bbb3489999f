#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

namespace cleat::fuzz {

/// Aborts, as a finding, unless the condition holds. Prints the caller's line: clang 14 has no std::source_location.
inline void require(bool so, int line = __builtin_LINE())
{
    if (so) return;
    std::fprintf(stderr, "requirement failed in line %d\n", line);
    std::abort();
}

/// Aborts, as a finding, if there is a difference.
inline void require_none(const std::string& difference, int line = __builtin_LINE())
{
    if (difference.empty()) return;
    std::fprintf(stderr, "%s\n", difference.c_str());
    require(false, line);
}

} // namespace cleat::fuzz
