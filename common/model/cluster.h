#pragma once

#include <string_view>

namespace cleat {

// Grapheme clusters as in DEC mode 2027 ("Unicode core") of terminals: Unicode Standard Annex 29, extended.

/// Whether `next` belongs to the cluster that starts with `cluster` (UTF-8, not empty).
[[nodiscard]] bool joins(std::string_view cluster, char32_t next);

/// Whether `c` is a regional indicator: two of them form a flag.
[[nodiscard]] bool is_regional_indicator(char32_t c);

/// Whether `c`, which takes one column by itself, can be the first code point of a cluster that takes two.
[[nodiscard]] bool may_become_wide(char32_t c);

/// The columns that a cluster takes: 2 with emoji presentation (VS16) or for a flag, otherwise those of its widest code
/// point, at least 1.
[[nodiscard]] int cluster_width(std::string_view cluster);

/// Whether a terminal needs clustering to show the cluster as one glyph of that many columns: the cluster is not simply
/// a character of that width followed by zero-width marks.
[[nodiscard]] bool needs_clustering(std::string_view cluster, int columns);

/// The columns that the code points of a cluster take without clustering: the sum of their widths.
[[nodiscard]] int columns_one_by_one(std::string_view cluster);

} // namespace cleat
