#pragma once

#include "common/model/row.h"

#include <string_view>

namespace cleat {

/// Whether every terminal certainly draws the glyph in this cell, with the width the model gives it. Some do not for
/// emoji, clusters other than a glyph with combining marks, characters newer than the common tables, format characters
/// and fillers, nor for East Asian "ambiguous" characters unless `narrow_ambiguous`. Such a glyph is written onto
/// blanks, and the cursor is positioned explicitly after it (`UncertainRun`), so that a disagreement spoils one glyph,
/// not the rest of the row, and no old contents remain.
[[nodiscard]] bool has_certain_width(const Row& row, const Cell& cell, bool narrow_ambiguous);

/// The most columns that a terminal may give it.
[[nodiscard]] int widest(const Row& row, const Cell& cell, bool narrow_ambiguous);

/// The number of Hangul letters in it that belong to the syllable before them: some terminals give each a column, some
/// none.
[[nodiscard]] int conjoining_letters(std::string_view cluster);

/// Whether a terminal needs grapheme clusters (DEC mode 2027) to put the cluster into one cell: counted code point by
/// code point it takes more columns.
[[nodiscard]] bool needs_clustering(const Row& row, const Cell& cell);

} // namespace cleat
