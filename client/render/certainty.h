#pragma once

#include "common/model/row.h"

namespace cleat {

/// Whether every terminal surely takes as many columns for the glyph in this cell as the model does. It does not for
/// emoji, for clusters other than a plain letter with combining marks, for characters newer than the common tables, nor
/// for those of East Asian width "ambiguous" unless `narrow_ambiguous`. After any other glyph the cursor has to be put
/// explicitly, so that a disagreement spoils one glyph and not the rest of the row.
[[nodiscard]] bool has_certain_width(const Row& row, const Cell& cell, bool narrow_ambiguous);

} // namespace cleat
