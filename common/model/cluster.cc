#include "common/model/cluster.h"

#include "common/base/utf8.h"
#include "common/model/width.h"

#include <utf8proc.h>

#include <algorithm>

namespace cleat {

namespace {

constexpr char32_t EMOJI_PRESENTATION = 0xfe0f;

/// Maps a code point unknown to the library's tables to a known one with the same role in clusters.
utf8proc_int32_t as_known(char32_t c)
{
    constexpr utf8proc_int32_t MARK = 0x0301;
    constexpr utf8proc_int32_t PICTOGRAPH = 0x1f600;
    const auto same = static_cast<utf8proc_int32_t>(c);
    if (::utf8proc_get_property(same)->category != UTF8PROC_CATEGORY_CN) return same;
    if (width(c) == 0) return MARK;
    return c >= 0x1f000 && c <= 0x1ffff && width(c) == 2 ? PICTOGRAPH : same;
}

char32_t take_code_point(std::string_view& text)
{
    const Utf8Character character = decode_utf8(text);
    text.remove_prefix(character.length);
    return character.code_point;
}

/// Whether `c` may have an emoji presentation: pictographs and the bases of keycaps.
bool may_be_emoji(char32_t c)
{
    if ((c >= U'0' && c <= U'9') || c == U'#' || c == U'*') return true;
    const auto* property = ::utf8proc_get_property(static_cast<utf8proc_int32_t>(c));
    return property->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

} // namespace

bool joins(std::string_view cluster, char32_t next)
{
    utf8proc_int32_t state = 0;
    auto before = as_known(take_code_point(cluster));
    while (!cluster.empty()) {
        const auto code_point = as_known(take_code_point(cluster));
        (void)::utf8proc_grapheme_break_stateful(before, code_point, &state);
        before = code_point;
    }
    return !::utf8proc_grapheme_break_stateful(before, as_known(next), &state);
}

bool is_regional_indicator(char32_t c)
{
    return c >= 0x1f1e6 && c <= 0x1f1ff;
}

bool may_become_wide(char32_t c)
{
    return is_regional_indicator(c) || may_be_emoji(c);
}

int cluster_width(std::string_view cluster)
{
    const char32_t base = take_code_point(cluster);
    int columns = std::max(1, width(base));
    while (!cluster.empty()) {
        const char32_t c = take_code_point(cluster);
        const bool is_flag = is_regional_indicator(base) && is_regional_indicator(c);
        const bool is_emoji = c == EMOJI_PRESENTATION && may_be_emoji(base);
        columns = is_flag || is_emoji ? 2 : std::max(columns, width(c));
    }
    return columns;
}

bool needs_clustering(std::string_view cluster, int columns)
{
    return width(take_code_point(cluster)) != columns || columns_one_by_one(cluster) != 0;
}

int columns_one_by_one(std::string_view cluster)
{
    int columns = 0;
    while (!cluster.empty()) columns += width(take_code_point(cluster));
    return columns;
}

} // namespace cleat
