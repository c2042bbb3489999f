#pragma once

#include <cstdint>

namespace cleat {

/// Resources used by a process.
struct Usage {
    std::uint64_t descriptors = 0;     ///< open descriptors
    std::uint64_t resident_memory = 0; ///< bytes
    bool operator==(const Usage&) const = default;
};

/// The resources this process uses (proc(5), /proc/self/fd and /proc/self/statm). Zeros without /proc.
[[nodiscard]] Usage own_usage();

} // namespace cleat
