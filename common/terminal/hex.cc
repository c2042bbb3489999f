#include "common/terminal/hex.h"

namespace cleat {

namespace {

int digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

} // namespace

std::optional<std::string> from_hex(std::string_view digits)
{
    if (digits.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        const int high = digit(digits[i]);
        const int low = digit(digits[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes.push_back(static_cast<char>(high * 16 + low));
    }
    return bytes;
}

std::string to_hex(std::string_view bytes)
{
    constexpr std::string_view DIGITS = "0123456789ABCDEF";
    std::string digits;
    for (const char c : bytes) {
        digits.push_back(DIGITS[static_cast<unsigned char>(c) >> 4]);
        digits.push_back(DIGITS[static_cast<unsigned char>(c) & 15]);
    }
    return digits;
}

} // namespace cleat
