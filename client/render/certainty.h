#pragma once

#include "common/model/row.h"

namespace cleat {

/// Whether every terminal surely takes as many columns for the glyph in this cell as the model does. It does not for
/// emoji, for clusters other than a glyph with combining marks, for characters newer than the common tables, nor
/// for those of East Asian width "ambiguous" unless `narrow_ambiguous`. After any other glyph the cursor has to be put
/// explicitly, so that a disagreement spoils one glyph and not the rest of the row.
[[nodiscard]] bool has_certain_width(const Row& row, const Cell& cell, bool narrow_ambiguous);

/// The most columns that a terminal may take for it.
[[nodiscard]] int widest(const Row& row, const Cell& cell, bool narrow_ambiguous);

/// Whether a terminal puts the cluster into one cell only if it knows grapheme clusters (DEC mode 2027): counted code
/// point by code point it takes more columns.
[[nodiscard]] bool needs_clustering(const Row& row, const Cell& cell);

} // namespace cleat
