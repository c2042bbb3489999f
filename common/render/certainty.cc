#include "common/render/certainty.h"

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

// Visible characters other than marks that Unicode 9 already had, so that every terminal's table has them.

// Wide in Unicode Standard Annex 11 ever since. Excludes the Hangul letters, which some terminals compose into
// syllables.
constexpr std::array<Range, 33> WIDE = {{
    {0x2e80, 0x2e99},   {0x2e9b, 0x2ef3},   {0x2f00, 0x2fd5},   {0x2ff0, 0x2ffb},   {0x3000, 0x3029},
    {0x3030, 0x303e},   {0x3041, 0x3096},   {0x309b, 0x30ff},   {0x3105, 0x312d},   {0x3131, 0x3163},
    {0x3165, 0x318e},   {0x3190, 0x31ba},   {0x31c0, 0x31e3},   {0x31f0, 0x321e},   {0x3220, 0x3247},
    {0x3250, 0x32fe},   {0x3300, 0x4db5},   {0x4e00, 0x9fd5},   {0xa000, 0xa48c},   {0xa490, 0xa4c6},
    {0xac00, 0xd7a3},   {0xf900, 0xfa6d},   {0xfa70, 0xfad9},   {0xfe30, 0xfe52},   {0xfe54, 0xfe66},
    {0xfe68, 0xfe6b},   {0xff01, 0xff60},   {0xffe0, 0xffe6},   {0x20000, 0x2a6d6}, {0x2a700, 0x2b734},
    {0x2b740, 0x2b81d}, {0x2b820, 0x2cea1}, {0x2f800, 0x2fa1d},
}};

// Narrow or ambiguous in that annex.
constexpr std::array<Range, 36> NARROW_OR_AMBIGUOUS = {{
    {0x00a0, 0x00ac}, {0x00ae, 0x02ff}, {0x0370, 0x0377}, {0x037a, 0x037f}, {0x0384, 0x038a}, {0x038c, 0x038c},
    {0x038e, 0x03a1}, {0x03a3, 0x0482}, {0x048a, 0x052f}, {0x1e00, 0x1f15}, {0x1f18, 0x1f1d}, {0x1f20, 0x1f45},
    {0x1f48, 0x1f4d}, {0x1f50, 0x1f57}, {0x1f59, 0x1f59}, {0x1f5b, 0x1f5b}, {0x1f5d, 0x1f5d}, {0x1f5f, 0x1f7d},
    {0x1f80, 0x1fb4}, {0x1fb6, 0x1fc4}, {0x1fc6, 0x1fd3}, {0x1fd6, 0x1fdb}, {0x1fdd, 0x1fef}, {0x1ff2, 0x1ff4},
    {0x1ff6, 0x1ffe}, {0x2010, 0x2027}, {0x2030, 0x203b}, {0x20a0, 0x20be}, {0x2190, 0x2193}, {0x2200, 0x22ff},
    {0x239b, 0x23bd}, {0x2400, 0x2426}, {0x2500, 0x25a9}, {0x25b2, 0x25b5}, {0x2800, 0x28ff}, {0xe0a0, 0xe0d4},
}};

// Marks that every terminal joins to the glyph before, without making it wider. Excludes the variation selectors.
constexpr std::array<Range, 12> MARKS = {{
    {0x0300, 0x036f},
    {0x0483, 0x0489},
    {0x0591, 0x05bd},
    {0x064b, 0x065f},
    {0x0e34, 0x0e3a},
    {0x0e47, 0x0e4e},
    {0x1ab0, 0x1abe},
    {0x1dc0, 0x1df5},
    {0x20d0, 0x20f0},
    {0x302a, 0x302d},
    {0x3099, 0x309a},
    {0xfe20, 0xfe2f},
}};

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

/// A glyph with a certain width, followed only by marks that certainly take no column.
bool has_certain_width(std::string_view cluster, bool wide, bool narrow_ambiguous)
{
    const Utf8Character base = decode_utf8(cluster);
    if (!has_certain_width(base.code_point, wide, narrow_ambiguous)) return false;
    cluster.remove_prefix(base.length);
    while (!cluster.empty()) {
        const Utf8Character mark = decode_utf8(cluster);
        if (!holds(MARKS, mark.code_point)) return false;
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
    if (!cell.is_cluster()) return 2;
    const std::string_view cluster = row.dictionary->cluster(cell.cluster());
    return std::max(2, columns_one_by_one(cluster) + conjoining_letters(cluster));
}

int conjoining_letters(std::string_view cluster)
{
    int count = 0;
    while (!cluster.empty()) {
        const Utf8Character letter = decode_utf8(cluster);
        const char32_t c = letter.code_point;
        if ((c >= 0x1160 && c <= 0x11ff) || (c >= 0xd7b0 && c <= 0xd7ff)) ++count;
        cluster.remove_prefix(letter.length);
    }
    return count;
}

bool needs_clustering(const Row& row, const Cell& cell)
{
    return cell.is_cluster() && cleat::needs_clustering(row.dictionary->cluster(cell.cluster()), cell.width());
}

} // namespace cleat
