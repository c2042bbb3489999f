#pragma once

#include <cstdio>
#include <string_view>

namespace cleat {

/// Writes to standard output, through its buffer.
inline void write_out(std::string_view text)
{
    (void)std::fwrite(text.data(), 1, text.size(), stdout);
}

} // namespace cleat
