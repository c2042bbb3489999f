#pragma once

#include <string_view>

namespace cleat {

/// The columns that a code point takes on a terminal: 0 for one that joins the character before it, otherwise 1 or 2,
/// by the Unicode Character Database of `unicode_version()`. Wide are those that Unicode Standard Annex 11 calls wide,
/// including unassigned code points reserved for ideographs, and unassigned code points reserved for emoji in blocks
/// whose emoji are all wide. Marks, invisible format characters, and the vowels and final consonants of Hangul take
/// none. This agrees with wcwidth() in a glibc with the same database, which programs rely on; code points that
/// wcwidth() calls unprintable take 1 here.
[[nodiscard]] int width(char32_t code_point);

/// The Unicode version of the widths, such as "17.0".
[[nodiscard]] std::string_view unicode_version();

} // namespace cleat
