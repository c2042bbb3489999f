#pragma once

#include "common/model/row.h"

#include <span>

namespace cleat {

/// Adjacent glyphs without a certain width of which a terminal may make one: the halves of flags, a pictograph and its
/// modifier, pictographs with joiners, letters of a Hangul syllable. They are written without a move between them.
/// Columns of a row, from 0: the glyphs are in `begin` to before `end`, and a terminal that thinks each of them as wide
/// as any does writes to before `reach`, which may be beyond the row's end.
struct UncertainRun {
    int begin = 0;
    int end = 0;
    int reach = 0;

    bool operator==(const UncertainRun&) const = default;
};

/// Whether a whole glyph begins in `column` that has no certain width. (Half of one is shown as a space.)
[[nodiscard]] bool is_uncertain(const Row& row, int column, bool narrow_ambiguous);

/// The run of the glyph in `column`, which has no certain width, and of those after it. For the first glyph of a run.
[[nodiscard]] UncertainRun uncertain_run(const Row& row, int column, bool narrow_ambiguous);

/// The first column of the run that the glyph in `column` belongs to, or `column`, if it has a certain width.
[[nodiscard]] int start_of_uncertain_run(const Row& row, int column, bool narrow_ambiguous);

/// Where cells are marked to be written that a run takes, may reach into, or may be joined to (the one before it),
/// marks all of those: so the run is written onto blanks, and what is shown does not depend on what was. Whether a mark
/// was added. There is a mark for each of the row's cells.
bool mark_uncertain_runs(const Row& row, bool narrow_ambiguous, std::span<char> marks);

} // namespace cleat
