#pragma once

#include <cstdint>

namespace cleat {

/// What a process takes of the system.
struct Usage {
    std::uint64_t descriptors = 0;     ///< open ones
    std::uint64_t resident_memory = 0; ///< bytes
    bool operator==(const Usage&) const = default;
};

/// What this process takes (proc(5), /proc/self/fd and /proc/self/statm). Zeros without /proc.
[[nodiscard]] Usage own_usage();

} // namespace cleat
