#pragma once

#include "common/model/row.h"

#include <span>
#include <vector>

namespace cleat {

/// Text that some terminals, without DEC mode 2027, certainly show in other columns than the session does. It starts
/// with a one-column glyph with VS16, pictographs that they join into one (a modifier, joiners), or the letters of a
/// Hangul syllable. It is written without cursor moves, so that a terminal shows it as if the program wrote to it
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

/// The stretches of a row, from left to right. A stretch extends to the next gap: more than one blank cell and more
/// than the surplus, or the blank end of the row. There is none where it would move line-drawing characters or would
/// not have enough room, in a row that continues in the next one, or in a row that is not of normal size.
[[nodiscard]] std::vector<Stretch> find_stretches(const Row& row, bool narrow_ambiguous);

/// For each stretch of `row`, takes the cells that it covers, those that it may reach into, and the glyph before it, to
/// which it may be joined: if any of these cells is marked, marks all of them. Returns whether a mark was added. There
/// is one mark for each of the row's cells.
bool mark_stretches(const Row& row, std::span<const Stretch> stretches, std::span<char> marks);

} // namespace cleat
