#pragma once

#include "common/model/row.h"

#include <span>

namespace cleat {

/// Adjacent glyphs without a certain width that a terminal may join into one: the halves of flags, a pictograph and its
/// modifier, pictographs with joiners, letters of a Hangul syllable. They are written without cursor moves between
/// them. Columns of a row, from 0: the glyphs are in `begin` to before `end`; a terminal that gives each of them the
/// greatest possible width writes to before `reach`, which may be beyond the row's end.
struct UncertainRun {
    int begin = 0;
    int end = 0;
    int reach = 0;

    bool operator==(const UncertainRun&) const = default;
};

/// Whether a whole glyph without a certain width starts in `column`. (Half a glyph is shown as a space.)
[[nodiscard]] bool is_uncertain(const Row& row, int column, bool narrow_ambiguous);

/// The run of the glyph in `column`, which must have no certain width, and of those after it. `column` must be the
/// first glyph of a run.
[[nodiscard]] UncertainRun uncertain_run(const Row& row, int column, bool narrow_ambiguous);

/// The first column of the run that the glyph in `column` belongs to, or `column` if it has a certain width.
[[nodiscard]] int start_of_uncertain_run(const Row& row, int column, bool narrow_ambiguous);

/// If any cell is marked that a run covers, may reach into, or may be joined to (the one before it), marks all of
/// those: so the run is written onto blanks, and the result does not depend on the earlier contents. Returns whether a
/// mark was added. There is one mark for each of the row's cells.
bool mark_uncertain_runs(const Row& row, bool narrow_ambiguous, std::span<char> marks);

} // namespace cleat
