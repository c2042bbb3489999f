#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// Appends an unsigned LEB128 number: seven bits a byte, least significant first, the top bit set on all but the last.
inline void append_leb128(std::uint64_t value, std::string& out)
{
    for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
    out.push_back(static_cast<char>(value));
}

/// Removes a number from the front of `bytes`; nothing if the bytes end within it or it takes more than ten bytes.
inline std::optional<std::uint64_t> take_leb128(std::string_view& bytes)
{
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
        value |= std::uint64_t{byte & 0x7fU} << shift;
        if (byte < 0x80) return value;
    }
    return std::nullopt;
}

} // namespace cleat
