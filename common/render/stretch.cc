#include "common/render/stretch.h"

#include "common/base/utf8.h"
#include "common/model/cluster.h"
#include "common/render/certainty.h"
#include "common/render/glyph_columns.h"
#include "common/render/uncertain_run.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace cleat {

namespace {

constexpr std::string_view EMOJI_PRESENTATION = "\ufe0f";

/// Whether the glyph is designed to connect to its neighbours, or to those above and below.
bool draws_lines(const Cell& cell)
{
    if (cell.is_empty() || cell.is_tail() || cell.is_cluster()) return false;
    const char32_t c = cell.code_point();
    return (c >= 0x2320 && c <= 0x2321) || (c >= 0x239b && c <= 0x23bd) ||   // pieces of brackets, scan lines
           (c >= 0x2500 && c <= 0x259f) ||                                   // boxes and blocks
           (c >= 0x2800 && c <= 0x28ff) ||                                   // Braille
           (c >= 0xe0a0 && c <= 0xe0d4) ||                                   // Powerline
           (c >= 0x1cc00 && c <= 0x1cebf) || (c >= 0x1fb00 && c <= 0x1fbff); // legacy computing
}

/// Whether a run with that cell may be disputed. Checked first: few rows have such cells, so the others cost next to
/// nothing.
bool may_be_disputed(const Cell& cell)
{
    constexpr char32_t FIRST_MODIFIER = 0x1f3fb;
    constexpr char32_t LAST_MODIFIER = 0x1f3ff;
    if (cell.is_cluster()) return true;
    return cell.is_wide() && cell.code_point() >= FIRST_MODIFIER && cell.code_point() <= LAST_MODIFIER;
}

/// Whether a terminal that knows clusters, or one that does not compose syllables, gives that run a different number of
/// columns than the session does.
bool is_disputed(const Row& row, const UncertainRun& run)
{
    if (draws_lines(cell_in(row, run.begin))) return false;
    std::string text;
    bool is_wide = false;
    bool may_be = false;
    for (int column = run.begin; column < run.end; column = column_after(row, column)) {
        row.append_text(cell_in(row, column), text);
        is_wide = is_wide || cell_in(row, column).is_wide();
        may_be = may_be || may_be_disputed(cell_in(row, column));
    }
    if (!may_be) return false;
    if (conjoining_letters(text) > 0) return true;
    if (!is_wide && text.find(EMOJI_PRESENTATION) == std::string::npos) return false;
    return cluster_width(text) != run.end - run.begin;
}

/// The visible background of a cell.
struct Paper {
    Colour colour;
    bool is_reverse = false;

    bool operator==(const Paper&) const = default;
};

Paper paper_of(const Style& style)
{
    const bool is_reverse = style.has(Attribute::reverse);
    return {.colour = is_reverse ? style.foreground : style.background, .is_reverse = is_reverse};
}

bool is_blank(const Row& row, int column)
{
    const Cell& cell = cell_in(row, column);
    if (!cell.is_empty() && cell.glyph != U' ') return false;
    const Style& style = row.style(cell);
    return style.underline == Underline::none && !style.has(Attribute::strike) && !style.has(Attribute::overline) &&
           style.link == 0;
}

/// The number of blank cells of one background from `column` on.
int blanks_from(const Row& row, int column)
{
    int end = column;
    while (end < row.columns() && is_blank(row, end) &&
           paper_of(row.style(cell_in(row, end))) == paper_of(row.style(cell_in(row, column))))
        ++end;
    return end - column;
}

/// The result of a search for a stretch; `found` is false if something before `stretch.end` rules it out.
struct Search {
    Stretch stretch;
    bool found = false;
};

Search follow(const Row& row, int begin, bool narrow_ambiguous)
{
    Stretch stretch{.begin = begin, .end = begin};
    while (stretch.end < row.columns()) {
        const int blanks = blanks_from(row, stretch.end);
        const bool is_last = stretch.end + blanks == row.columns();
        if (blanks > stretch.surplus && (blanks > 1 || is_last)) return {.stretch = stretch, .found = true};
        if (blanks > 0) {
            stretch.end += blanks;
        } else if (draws_lines(cell_in(row, stretch.end))) {
            break;
        } else if (is_uncertain(row, stretch.end, narrow_ambiguous)) {
            const auto run = uncertain_run(row, stretch.end, narrow_ambiguous);
            stretch.surplus += std::max(0, run.reach - run.end);
            stretch.end = run.end;
        } else {
            stretch.end = column_after(row, stretch.end);
        }
    }
    return {.stretch = stretch};
}

} // namespace

std::vector<Stretch> find_stretches(const Row& row, bool narrow_ambiguous)
{
    std::vector<Stretch> stretches;
    if (row.wrapped || row.line_size != LineSize::normal) return stretches;
    if (std::ranges::none_of(row.cells, may_be_disputed)) return stretches;
    for (int column = 0; column < row.columns();) {
        if (!is_uncertain(row, column, narrow_ambiguous)) {
            column = column_after(row, column);
            continue;
        }
        const auto run = uncertain_run(row, column, narrow_ambiguous);
        column = run.end;
        if (!is_disputed(row, run)) continue;
        const Search search = follow(row, run.begin, narrow_ambiguous);
        if (search.found) stretches.push_back(search.stretch);
        column = std::max(run.end, search.stretch.end);
    }
    return stretches;
}

bool mark_stretches(const Row& row, std::span<const Stretch> stretches, std::span<char> marks)
{
    bool more = false;
    for (const Stretch& stretch : stretches) {
        const auto from = marks.begin() + column_before(row, stretch.begin);
        const auto to = marks.begin() + stretch.reach();
        const auto marked = std::count(from, to, 1);
        if (marked == 0 || marked == to - from) continue;
        std::fill(from, to, 1);
        more = true;
    }
    return more;
}

} // namespace cleat
