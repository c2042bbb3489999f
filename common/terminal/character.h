#pragma once

#include <cstddef>
#include <string_view>

namespace cleat {

/// Replaces malformed text.
inline constexpr char32_t REPLACEMENT = 0xfffd;

/// Whether a byte is not ASCII, whatever the signedness of char.
[[nodiscard]] constexpr bool is_high(char c)
{
    return (static_cast<unsigned char>(c) & 0x80U) != 0;
}

/// U+0080 to U+009F, which are not displayed.
[[nodiscard]] constexpr bool is_c1(char32_t c)
{
    return c >= 0x80 && c < 0xa0;
}

/// A character of a string, and how many bytes it takes in that string.
struct Character {
    char32_t code_point = 0;
    std::size_t length = 0;
};

/// The first character of `text`, which must not be empty. Invalid UTF-8 gives U+FFFD for each maximal subpart (Unicode
/// 3.9, "U+FFFD Substitution of Maximal Subparts").
[[nodiscard]] Character any_first_character(std::string_view text);

/// Like `any_first_character`, but faster for most characters of two or three bytes.
[[nodiscard]] inline Character first_character(std::string_view text)
{
    const auto byte = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto continues = [&byte](std::size_t i) { return (byte(i) & 0xc0U) == 0x80; };
    if (text.size() >= 3 && continues(1)) {
        const unsigned char lead = byte(0);
        if (lead > 0xe0 && lead <= 0xec && continues(2))
            return {(lead & 0xfU) << 12 | (byte(1) & 0x3fU) << 6 | (byte(2) & 0x3fU), 3};
        if (lead >= 0xc2 && lead <= 0xdf) return {(lead & 0x1fU) << 6 | (byte(1) & 0x3fU), 2};
    }
    return any_first_character(text);
}

/// Returns the first character of `text`, which must not be empty, and removes it.
[[nodiscard]] inline char32_t take_character(std::string_view& text)
{
    const auto [code_point, length] = first_character(text);
    text.remove_prefix(length);
    return code_point;
}

/// How many bytes at the end of `text` start a character but do not complete it: 0 to 3.
[[nodiscard]] std::size_t unfinished(std::string_view text);

/// The first byte below 0x20 or equal to 0x7f, or `end`.
[[nodiscard]] const char* find_control(const char* begin, const char* end);

} // namespace cleat
