#pragma once

#include <cstdint>
#include <string_view>

namespace cleat {

/// A number that two texts share only by an unlikely chance, for noticing damage and change; no protection against who
/// wants them to share it. Texts in a row are hashed by giving the number so far; then each but the last one must have
/// a multiple of 8 bytes.
[[nodiscard]] std::uint64_t byte_hash(std::string_view bytes, std::uint64_t so_far = 0);

} // namespace cleat
