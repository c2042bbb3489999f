#pragma once

#include <string>
#include <string_view>

namespace cleat {

/// Writes a code point in UTF-8 (RFC 3629) to `to`, which must have room for four bytes; returns the position after it.
/// Surrogates and values beyond U+10FFFF become U+FFFD.
inline char* write_utf8(char32_t c, char* to)
{
    const auto put = [&to](char32_t byte) { *to++ = static_cast<char>(byte); };
    if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) c = 0xfffd;
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xc0 | (c >> 6));
        put(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        put(0xe0 | (c >> 12));
        put(0x80 | ((c >> 6) & 0x3f));
        put(0x80 | (c & 0x3f));
    } else {
        put(0xf0 | (c >> 18));
        put(0x80 | ((c >> 12) & 0x3f));
        put(0x80 | ((c >> 6) & 0x3f));
        put(0x80 | (c & 0x3f));
    }
    return to;
}

/// Appends a code point to `out`, encoded as by `write_utf8`.
void append_utf8(char32_t code_point, std::string& out);

/// One decoded character and the number of bytes it took.
struct Utf8Character {
    char32_t code_point = 0xfffd;
    std::size_t length = 1;

    /// Whether it represents a byte that is not UTF-8.
    [[nodiscard]] bool is_invalid() const { return code_point == 0xfffd && length == 1; }
};

/// The first character of `text`, which must not be empty. A byte that is not UTF-8 becomes U+FFFD of length 1.
[[nodiscard]] Utf8Character decode_utf8(std::string_view text);

} // namespace cleat
