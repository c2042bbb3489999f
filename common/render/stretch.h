#pragma once

#include "common/model/row.h"

#include <span>
#include <vector>

namespace cleat {

/// Text that some terminals, without DEC mode 2027, show in other columns than the session does. It starts with a
/// one-column glyph with VS16, pictographs that these terminals join into one (a modifier, joiners), or the letters of
/// a Hangul syllable. It is written without cursor moves, so that a terminal shows it as if the program wrote to it
/// directly. The text is in the columns from `begin` to before `end`, counted from 0. A terminal writes at most
/// `surplus` columns beyond that; the `surplus` cells after it, and one more, are blank and of one background, so that
/// nothing is written to the row's last cell.
struct Stretch {
    int begin = 0;
    int end = 0;
    int surplus = 0;

    /// The column after those that the terminal may write to.
    [[nodiscard]] int reach() const { return end + surplus; }

    bool operator==(const Stretch&) const = default;
};

/// The stretches of a row, from left to right. A stretch extends to the next gap: more than `surplus` blank cells of
/// one background, and at least two unless the row ends there. There is none where it would move line-drawing
/// characters or would not have enough room, in a row that continues in the next one, or in a row that is not of normal
/// size.
[[nodiscard]] std::vector<Stretch> find_stretches(const Row& row, bool narrow_ambiguous);

/// Marks whole stretches: if a cell of a stretch, a cell that it may reach into, or the glyph before it, to which it
/// may be joined, is marked, all of these cells are marked. Returns whether a mark was added. There is one mark for
/// each of the row's cells.
bool mark_stretches(const Row& row, std::span<const Stretch> stretches, std::span<char> marks);

} // namespace cleat
