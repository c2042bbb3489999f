#pragma once

#include <string_view>

namespace cleat {

// Grapheme clusters as terminals have them in DEC mode 2027 ("Unicode core"): Unicode Standard Annex 29, extended.

/// Whether `next` belongs to the cluster that `cluster` (UTF-8, not empty) is the beginning of.
[[nodiscard]] bool joins(std::string_view cluster, char32_t next);

/// Whether it is half of a flag.
[[nodiscard]] bool is_regional_indicator(char32_t c);

/// Whether `c`, of one column by itself, may begin a cluster of two.
[[nodiscard]] bool may_become_wide(char32_t c);

/// Columns that a cluster takes: 2 for one with an emoji presentation (VS16) or for a flag, else what the widest of its
/// code points takes, and at least 1.
[[nodiscard]] int cluster_width(std::string_view cluster);

/// Whether a terminal shows it as one glyph of `columns` only where there are clusters: without them it is not a
/// character of so many columns with marks that take none.
[[nodiscard]] bool needs_clustering(std::string_view cluster, int columns);

/// Columns of its code points each for itself, which is what it takes where there are no clusters.
[[nodiscard]] int columns_one_by_one(std::string_view cluster);

} // namespace cleat
