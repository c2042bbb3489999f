#include "common/render/uncertain_run.h"

#include "common/base/utf8.h"
#include "common/model/cluster.h"
#include "common/render/certainty.h"
#include "common/render/glyph_columns.h"

#include <algorithm>
#include <string>

namespace cleat {

bool is_uncertain(const Row& row, int column, bool narrow_ambiguous)
{
    const Cell& cell = cell_in(row, column);
    const bool is_half =
        cell.is_wide() && row.columns() > 1 && (column + 1 == row.columns() || !cell_in(row, column + 1).is_tail());
    return !is_half && !has_certain_width(row, cell, narrow_ambiguous);
}

UncertainRun uncertain_run(const Row& row, int column, bool narrow_ambiguous)
{
    UncertainRun run{.begin = column, .end = column, .reach = column};
    std::string cluster;
    while (run.end < row.columns() && is_uncertain(row, run.end, narrow_ambiguous)) {
        const Cell& cell = cell_in(row, run.end);
        std::string glyph;
        row.append_text(cell, glyph);
        const char32_t base = decode_utf8(glyph).code_point;
        if (!cluster.empty() && !joins(cluster, base)) {
            // A terminal may pair the halves of flags counting from the first.
            if (!is_regional_indicator(base) || !is_regional_indicator(decode_utf8(cluster).code_point)) break;
            cluster.clear();
        }
        cluster += glyph;
        run.reach += widest(row, cell, narrow_ambiguous);
        run.end = column_after(row, run.end);
    }
    return run;
}

int start_of_uncertain_run(const Row& row, int column, bool narrow_ambiguous)
{
    if (!is_uncertain(row, column, narrow_ambiguous)) return column;
    int first = column;
    while (first > 0 && is_uncertain(row, column_before(row, first), narrow_ambiguous))
        first = column_before(row, first);
    while (first < column) {
        const auto run = uncertain_run(row, first, narrow_ambiguous);
        if (run.end > column) break;
        first = run.end;
    }
    return first;
}

bool mark_uncertain_runs(const Row& row, bool narrow_ambiguous, std::span<char> marks)
{
    bool more = false;
    const auto settle = [&](int begin, int end) {
        const auto from = marks.begin() + begin;
        const auto to = marks.begin() + end;
        const auto marked = std::count(from, to, 1);
        if (marked == 0 || marked == to - from) return;
        std::fill(from, to, 1);
        more = true;
    };
    int begin = 0; // of runs that reach into each other
    int end = 0;
    for (int column = 0; column < row.columns();) {
        if (!is_uncertain(row, column, narrow_ambiguous)) {
            column = column_after(row, column);
            continue;
        }
        const auto run = uncertain_run(row, column, narrow_ambiguous);
        const int before = column_before(row, run.begin);
        if (before >= end) {
            settle(begin, end);
            begin = before;
        }
        end = std::max(end, std::max(run.end, std::min(run.reach, row.columns())));
        column = run.end;
    }
    settle(begin, end);
    return more;
}

} // namespace cleat
