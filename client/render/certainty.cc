#include "client/render/certainty.h"

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

// Unicode Standard Annex 11: wide, and so for as long as terminals have had tables.
constexpr std::array<Range, 11> WIDE = {{
    {0x1100, 0x115f},
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
constexpr std::array<Range, 14> NARROW_OR_AMBIGUOUS = {{
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
    {0x2500, 0x25a9},
    {0x25b2, 0x25b5},
    {0x2800, 0x28ff},
    {0xe0a0, 0xe0d4},
}};

constexpr Range COMBINING = {0x0300, 0x036f};

bool holds(std::span<const Range> ranges, char32_t c)
{
    const auto range =
        std::lower_bound(ranges.begin(), ranges.end(), c, [](const Range& r, char32_t at) { return r.last < at; });
    return range != ranges.end() && range->first <= c;
}

bool is_ascii_letter_with_marks(std::string_view cluster)
{
    if (cluster.empty() || static_cast<unsigned char>(cluster.front()) >= 0x80) return false;
    cluster.remove_prefix(1);
    for (; cluster.size() >= 2; cluster.remove_prefix(2)) {
        const auto lead = static_cast<unsigned char>(cluster[0]);
        const auto trail = static_cast<unsigned char>(cluster[1]);
        const char32_t c = (lead & 0x1fU) << 6 | (trail & 0x3fU);
        if ((lead & 0xe0U) != 0xc0U || c < COMBINING.first || c > COMBINING.last) return false;
    }
    return cluster.empty();
}

} // namespace

bool has_certain_width(const Row& row, const Cell& cell, bool narrow_ambiguous)
{
    if (cell.is_empty() || cell.is_tail()) return true;
    if (cell.is_cluster())
        return !cell.is_wide() && is_ascii_letter_with_marks(row.dictionary->cluster(cell.cluster()));
    const char32_t c = cell.code_point();
    if (cell.is_wide()) return holds(WIDE, c);
    return (c >= 0x20 && c < 0x7f) || (narrow_ambiguous && holds(NARROW_OR_AMBIGUOUS, c));
}

} // namespace cleat
