#pragma once

#include "common/model/size.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cleat::bench {

/// What all workloads are written for.
inline constexpr Size WORKLOAD_SIZE{.rows = 24, .columns = 80};

/// What programs of one kind write to a terminal.
struct Workload {
    std::string_view name;
    /// At least `bytes` bytes, cut at no character or sequence; the same every time.
    std::string (*make)(std::size_t bytes);
};

/// Lines of logs; output with renditions as of ls, gcc and grep; pictures of 24-bit colour, where every cell has two of
/// its own; text in CJK and with accents, and boxes drawn around it; full-screen programs that draw again what changed;
/// a cursor that jumps about and writes a character or few.
[[nodiscard]] const std::vector<Workload>& workloads();

} // namespace cleat::bench
