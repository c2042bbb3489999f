#pragma once

#include "common/model/row.h"

#include <span>
#include <vector>

namespace cleat {

/// Text from a glyph on that some terminals surely have over other columns than the session does without DEC mode 2027:
/// one of a column with VS16, pictographs of which they make one (a modifier, joiners), or the letters of a Hangul
/// syllable. It is written without a move
/// of the cursor, so that a terminal shows it as it would if the program wrote to it. Columns of a row, from 0: the
/// text is in `begin` to before `end`. A terminal writes at most `surplus` columns beyond that, and so many cells after
/// it, and one more, are blank, of one background, and not the row's last.
struct Stretch {
    int begin = 0;
    int end = 0;
    int surplus = 0;

    /// The column after those that the terminal may write to.
    [[nodiscard]] int reach() const { return end + surplus; }

    bool operator==(const Stretch&) const = default;
};

/// The stretches of a row, from left to right. A stretch goes on to the next gap: more than one blank cell and more
/// than the surplus, or what is blank at the row's end. There is none where it would move what draws lines, where it
/// has no room, in a row that goes on in the next one, and in a row of another line size.
[[nodiscard]] std::vector<Stretch> find_stretches(const Row& row, bool narrow_ambiguous);

/// Where cells are marked to be written that a stretch of `row` takes, may reach into, or may be joined to (the glyph
/// before it), marks all of those. Whether a mark was added. There is a mark for each of the row's cells.
bool mark_stretches(const Row& row, std::span<const Stretch> stretches, std::span<char> marks);

} // namespace cleat
