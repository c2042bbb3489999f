#include "common/recording/byte_hash.h"

#include <cstring>

namespace cleat {

namespace {

constexpr std::uint64_t FACTOR = 0x9fb21c651e98df25U;

std::uint64_t mixed(std::uint64_t hash, std::uint64_t word)
{
    hash = (hash ^ word) * FACTOR;
    return hash ^ (hash >> 29);
}

} // namespace

std::uint64_t byte_hash(std::string_view bytes, std::uint64_t hash)
{
    for (; bytes.size() >= 8; bytes.remove_prefix(8)) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data(), sizeof word);
        hash = mixed(hash, word);
    }
    if (bytes.empty()) return hash;
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), bytes.size());
    return mixed(hash, word ^ (std::uint64_t{bytes.size()} << 56));
}

} // namespace cleat
