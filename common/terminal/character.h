#pragma once

#include <cstddef>
#include <string_view>

namespace cleat {

/// What malformed text is shown as.
inline constexpr char32_t REPLACEMENT = 0xfffd;

/// Whether a byte is not ASCII, whatever the signedness of char.
[[nodiscard]] constexpr bool is_high(char c)
{
    return (static_cast<unsigned char>(c) & 0x80U) != 0;
}

/// U+0080 to U+009F, which are shown nowhere.
[[nodiscard]] constexpr bool is_c1(char32_t c)
{
    return c >= 0x80 && c < 0xa0;
}

/// Takes one character off the front of `text`, which is not empty. What is not UTF-8 gives U+FFFD for each maximal
/// subpart (Unicode 3.9, "U+FFFD Substitution of Maximal Subparts").
[[nodiscard]] char32_t take_character(std::string_view& text);

/// How many bytes at the end of `text` begin a character and do not finish it: 0 to 3.
[[nodiscard]] std::size_t unfinished(std::string_view text);

/// The first byte below 20 or equal to 7f, or `end`.
[[nodiscard]] const char* find_control(const char* begin, const char* end);

} // namespace cleat
