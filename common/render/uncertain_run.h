#pragma once

#include "common/model/row.h"

#include <span>

namespace cleat {

/// Adjacent glyphs without a certain width that a terminal may join into one: the halves of flags, a pictograph and its
/// modifier, pictographs with joiners, letters of a Hangul syllable. They are written without cursor moves between
/// them. The glyphs are in the columns from `begin` to before `end`, counted from 0; a terminal that gives each of them
/// the greatest possible width writes to before `reach`, which may be beyond the row's end.
struct UncertainRun {
    int begin = 0;
    int end = 0;
    int reach = 0;

    bool operator==(const UncertainRun&) const = default;
};

/// Whether a whole glyph without a certain width starts in `column`. (Half a glyph is shown as a space.)
[[nodiscard]] bool is_uncertain(const Row& row, int column, bool narrow_ambiguous);

/// The run that starts with the glyph in `column`. The width of that glyph must be uncertain, and it must be the first
/// of its run.
[[nodiscard]] UncertainRun uncertain_run(const Row& row, int column, bool narrow_ambiguous);

/// The first column of the run that the glyph in `column` belongs to, or `column` if it has a certain width.
[[nodiscard]] int start_of_uncertain_run(const Row& row, int column, bool narrow_ambiguous);

/// Marks whole runs: if a cell of a run, a cell that it may reach into, or the glyph before it, to which it may be
/// joined, is marked, all of these cells are marked. So the run is written onto blanks, and the result does not depend
/// on the earlier contents. Returns whether a mark was added. There is one mark for each of the row's cells.
bool mark_uncertain_runs(const Row& row, bool narrow_ambiguous, std::span<char> marks);

} // namespace cleat
