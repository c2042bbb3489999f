#pragma once

#include <string_view>

namespace cleat {

/// Columns that a code point takes on a terminal: 0 for one that joins the character before it, else 1 or 2, by the
/// Unicode Character Database of `unicode_version()`. Wide is what Unicode Standard Annex 11 calls so, unassigned code
/// points that it reserves for ideographs among them, and those reserved for emoji in blocks whose emoji are all wide.
/// Marks, format characters that are not seen, and the vowels and final consonants of Hangul take none. So counts
/// wcwidth() of a glibc with the same database, which programs go by; what it calls unprintable takes 1 here.
[[nodiscard]] int width(char32_t code_point);

/// The version of Unicode that widths are of, as "17.0".
[[nodiscard]] std::string_view unicode_version();

} // namespace cleat
