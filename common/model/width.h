#pragma once

#include <string_view>

namespace cleat {

/// The columns that a code point takes on a terminal: 0 for one that joins the character before it, otherwise 1 or 2,
/// by the Unicode Character Database of `unicode_version()`. A code point is wide if Unicode Standard Annex 11
/// calls it wide, as it does unassigned code points reserved for ideographs, or if it is unassigned and reserved for
/// emoji in a block whose emoji are all wide. Marks, invisible format characters, and the vowels and final consonants
/// of Hangul take none. This agrees with wcwidth() in a glibc with the same database, which programs rely on; code
/// points that wcwidth() calls unprintable take 1 here.
[[nodiscard]] int width(char32_t code_point);

/// The Unicode version of the widths, such as "17.0".
[[nodiscard]] std::string_view unicode_version();

} // namespace cleat
