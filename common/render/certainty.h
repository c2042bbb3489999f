#pragma once

#include "common/model/row.h"

#include <string_view>

namespace cleat {

/// Whether every terminal certainly draws the glyph in this cell, and with the width that the model gives it. This is
/// uncertain for emoji, clusters other than a glyph with combining marks, characters newer than the common tables,
/// format characters and fillers, and, unless `narrow_ambiguous`, for East Asian "ambiguous" characters. Such a glyph
/// is written onto blanks, and the cursor is positioned explicitly after it (`UncertainRun`), so that a disagreement
/// about the width spoils one glyph, not the rest of the row, and no old contents remain.
[[nodiscard]] bool has_certain_width(const Row& row, const Cell& cell, bool narrow_ambiguous);

/// The greatest number of columns that a terminal may give the glyph in this cell.
[[nodiscard]] int widest(const Row& row, const Cell& cell, bool narrow_ambiguous);

/// The number of Hangul letters in `cluster` that belong to the syllable before them. Some terminals give each of these
/// letters a column, others give it none.
[[nodiscard]] int conjoining_letters(std::string_view cluster);

/// Whether a terminal needs grapheme clusters (DEC mode 2027) to give the cell's cluster the width of the cell. Without
/// them the cluster takes the columns of all of its code points, which are more.
[[nodiscard]] bool needs_clustering(const Row& row, const Cell& cell);

} // namespace cleat
