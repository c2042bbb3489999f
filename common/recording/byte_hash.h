#pragma once

#include <cstdint>
#include <string_view>

namespace cleat {

/// A hash to detect damage and change; not secure against deliberate collisions. To hash data in pieces, pass the hash
/// so far; then each piece but the last must be a multiple of 8 bytes long.
[[nodiscard]] std::uint64_t byte_hash(std::string_view bytes, std::uint64_t so_far = 0);

} // namespace cleat
