#pragma once

#include <string>
#include <string_view>

namespace cleat {

/// Appends a code point in UTF-8 (RFC 3629). Surrogates and values beyond U+10FFFF become U+FFFD.
void append_utf8(char32_t code_point, std::string& out);

/// One decoded character: what it is and how many bytes it took.
struct Utf8Character {
    char32_t code_point = 0xfffd;
    std::size_t length = 1;
};

/// The first character of `text`, which must not be empty. What is not UTF-8 is U+FFFD of length 1.
[[nodiscard]] Utf8Character decode_utf8(std::string_view text);

} // namespace cleat
