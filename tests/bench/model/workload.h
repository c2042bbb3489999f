#pragma once

#include "common/model/size.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cleat::bench {

/// The terminal size of all workloads.
inline constexpr Size WORKLOAD_SIZE{.rows = 24, .columns = 80};

/// The terminal output of one kind of program.
struct Workload {
    std::string_view name;
    /// At least `bytes` bytes, without an incomplete character or sequence; the same every time.
    std::string (*make)(std::size_t bytes);
};

/// Log lines; output with renditions, such as that of ls, gcc and grep; pictures in 24-bit colour, with two colours per
/// cell; CJK and accented text, in boxes; full-screen programs that redraw what changed; a cursor that jumps and writes
/// one or a few characters.
[[nodiscard]] const std::vector<Workload>& workloads();

} // namespace cleat::bench
