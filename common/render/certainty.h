#pragma once

#include "common/model/row.h"

#include <string_view>

namespace cleat {

/// Whether every terminal surely draws the glyph in this cell, over as many columns as the model has it. Some do not
/// with emoji, clusters other than a glyph with combining marks, characters newer than the common tables, format
/// characters and fillers, nor with those of East Asian width "ambiguous" unless `narrow_ambiguous`. Any such glyph is
/// written onto blanks, and the cursor is put explicitly after it (`UncertainRun`), so that a disagreement spoils one
/// glyph and not the rest of the row, and leaves nothing of what was there before.
[[nodiscard]] bool has_certain_width(const Row& row, const Cell& cell, bool narrow_ambiguous);

/// The most columns that a terminal may take for it.
[[nodiscard]] int widest(const Row& row, const Cell& cell, bool narrow_ambiguous);

/// How many letters of Hangul it has that belong to the syllable before them: some terminals have a column for each,
/// and some none.
[[nodiscard]] int conjoining_letters(std::string_view cluster);

/// Whether a terminal puts the cluster into one cell only if it knows grapheme clusters (DEC mode 2027): counted code
/// point by code point it takes more columns.
[[nodiscard]] bool needs_clustering(const Row& row, const Cell& cell);

} // namespace cleat
