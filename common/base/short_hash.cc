#include "common/base/short_hash.h"

#include <array>
#include <cstdint>
#include <cstdio>

namespace cleat {

std::string short_hash(std::string_view text)
{
    std::uint64_t hash = 14695981039346656037U;
    for (const char byte : text) hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211U;
    std::array<char, 17> digits{};
    std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(hash));
    return digits.data();
}

} // namespace cleat
