#pragma once

#include <string>
#include <string_view>

namespace cleat::test {

/// Two hexadecimal digits for each byte.
[[nodiscard]] inline std::string to_hex(std::string_view bytes)
{
    constexpr std::string_view DIGITS = "0123456789abcdef";
    std::string out;
    for (const char byte : bytes) {
        out += DIGITS[static_cast<unsigned char>(byte) >> 4U];
        out += DIGITS[static_cast<unsigned char>(byte) & 15U];
    }
    return out;
}

/// The inverse of `to_hex`.
[[nodiscard]] inline std::string from_hex(std::string_view digits)
{
    std::string out;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        out.push_back(static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16)));
    return out;
}

} // namespace cleat::test
