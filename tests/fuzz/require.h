#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

namespace cleat::fuzz {

/// Ends the process, as a finding, unless it is so. The line is the caller's: clang 14 knows no std::source_location.
inline void require(bool so, int line = __builtin_LINE())
{
    if (so) return;
    std::fprintf(stderr, "not so in line %d\n", line);
    std::abort();
}

/// The same for a difference, where none is wanted.
inline void require_none(const std::string& difference, int line = __builtin_LINE())
{
    if (difference.empty()) return;
    std::fprintf(stderr, "%s\n", difference.c_str());
    require(false, line);
}

} // namespace cleat::fuzz
