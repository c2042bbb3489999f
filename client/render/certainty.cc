#include "client/render/certainty.h"

#include "common/base/utf8.h"
#include "common/model/cluster.h"
#include "common/model/width.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace cleat {

namespace {

struct Range {
    char32_t first;
    char32_t last;
};

// Unicode Standard Annex 11: wide, and so for as long as terminals have had tables. Without the letters of Hangul, of
// which some terminals make syllables.
constexpr std::array<Range, 10> WIDE = {{
    {0x2e80, 0x3029},
    {0x3030, 0x303e},
    {0x3041, 0x3098},
    {0x309b, 0xa4c6},
    {0xac00, 0xd7a3},
    {0xf900, 0xfaff},
    {0xfe30, 0xfe6b},
    {0xff01, 0xff60},
    {0xffe0, 0xffe6},
    {0x20000, 0x3fffd},
}};

// Narrow, or ambiguous in that annex.
constexpr std::array<Range, 16> NARROW_OR_AMBIGUOUS = {{
    {0x00a0, 0x00ac},
    {0x00ae, 0x02ff},
    {0x0370, 0x0482},
    {0x048a, 0x052f},
    {0x1e00, 0x1fff},
    {0x2010, 0x2027},
    {0x2030, 0x203b},
    {0x20a0, 0x20bf},
    {0x2190, 0x2193},
    {0x2200, 0x22ff},
    {0x239b, 0x23bd},
    {0x2400, 0x2426},
    {0x2500, 0x25a9},
    {0x25b2, 0x25b5},
    {0x2800, 0x28ff},
    {0xe0a0, 0xe0d4},
}};

constexpr char32_t EMOJI_PRESENTATION = 0xfe0f; // VS16 makes some glyphs wide in some terminals

bool holds(std::span<const Range> ranges, char32_t c)
{
    const auto range =
        std::lower_bound(ranges.begin(), ranges.end(), c, [](const Range& r, char32_t at) { return r.last < at; });
    return range != ranges.end() && range->first <= c;
}

bool has_certain_width(char32_t c, bool wide, bool narrow_ambiguous)
{
    if (wide) return holds(WIDE, c);
    return (c >= 0x20 && c < 0x7f) || (narrow_ambiguous && holds(NARROW_OR_AMBIGUOUS, c));
}

/// A glyph with a certain width, and marks that take none.
bool has_certain_width(std::string_view cluster, bool wide, bool narrow_ambiguous)
{
    const Utf8Character base = decode_utf8(cluster);
    if (!has_certain_width(base.code_point, wide, narrow_ambiguous)) return false;
    cluster.remove_prefix(base.length);
    while (!cluster.empty()) {
        const Utf8Character mark = decode_utf8(cluster);
        if (width(mark.code_point) != 0 || mark.code_point == EMOJI_PRESENTATION) return false;
        cluster.remove_prefix(mark.length);
    }
    return true;
}

} // namespace

bool has_certain_width(const Row& row, const Cell& cell, bool narrow_ambiguous)
{
    if (cell.is_empty() || cell.is_tail()) return true;
    if (!cell.is_cluster()) return has_certain_width(cell.code_point(), cell.is_wide(), narrow_ambiguous);
    return has_certain_width(row.dictionary->cluster(cell.cluster()), cell.is_wide(), narrow_ambiguous);
}

int widest(const Row& row, const Cell& cell, bool narrow_ambiguous)
{
    if (has_certain_width(row, cell, narrow_ambiguous)) return cell.width();
    return std::max(2, cell.is_cluster() ? columns_one_by_one(row.dictionary->cluster(cell.cluster())) : 0);
}

bool needs_clustering(const Row& row, const Cell& cell)
{
    return cell.is_cluster() && cleat::needs_clustering(row.dictionary->cluster(cell.cluster()), cell.width());
}

} // namespace cleat
