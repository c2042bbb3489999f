#include "common/model/ascii_cells.h"

#include <bit>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace cleat {

namespace {

bool is_printable(char32_t c)
{
    return c >= 0x20 && c < 0x7f;
}

#ifdef __SSE2__
static_assert(offsetof(Cell, glyph) == 0 && offsetof(Cell, style) == 4);

const __m128i* vectors(const void* at)
{
    return static_cast<const __m128i*>(at);
}

/// Converts 8 characters to cells. Returns false, writing nothing, if any is not ASCII.
bool expand_8(const char* from, Cell* to, StyleId style)
{
    const auto characters = _mm_loadl_epi64(vectors(from));
    if (_mm_movemask_epi8(characters) != 0) return false;
    const auto zero = _mm_setzero_si128();
    const auto styles = _mm_set1_epi32(static_cast<int>(style));
    const auto words = _mm_unpacklo_epi8(characters, zero);
    auto* out = static_cast<__m128i*>(static_cast<void*>(to));
    for (const auto glyphs : {_mm_unpacklo_epi16(words, zero), _mm_unpackhi_epi16(words, zero)}) {
        _mm_storeu_si128(out++, _mm_unpacklo_epi32(glyphs, styles));
        _mm_storeu_si128(out++, _mm_unpackhi_epi32(glyphs, styles));
    }
    return true;
}

/// Four cells, glyphs and styles separated.
struct Four {
    __m128i glyphs;
    __m128i styles;
};

Four four_at(const Cell* from)
{
    const auto low = _mm_loadu_si128(vectors(from));      // glyph, style, glyph, style
    const auto high = _mm_loadu_si128(vectors(from + 2)); // likewise for the other two
    const auto even = _mm_unpacklo_epi32(low, high);      // glyphs 0 and 2, styles 0 and 2
    const auto odd = _mm_unpackhi_epi32(low, high);
    return {_mm_unpacklo_epi32(even, odd), _mm_unpackhi_epi32(even, odd)};
}

/// How many of 8 cells, from the first on, are printable ASCII of that style. Writes those, and arbitrary bytes for the
/// rest.
std::size_t narrow_8(const Cell* from, StyleId style, char* to)
{
    const auto first = four_at(from);
    const auto second = four_at(from + 4);
    const auto wanted = _mm_set1_epi32(static_cast<int>(style));
    const auto is_of_style =
        _mm_packs_epi32(_mm_cmpeq_epi32(first.styles, wanted), _mm_cmpeq_epi32(second.styles, wanted));
    // Numbers beyond 16 bits, including negative ones, saturate to values that are not ASCII either.
    const auto glyphs = _mm_packs_epi32(first.glyphs, second.glyphs);
    const auto is_printable =
        _mm_and_si128(_mm_cmpgt_epi16(glyphs, _mm_set1_epi16(0x1f)), _mm_cmplt_epi16(glyphs, _mm_set1_epi16(0x7f)));
    _mm_storel_epi64(static_cast<__m128i*>(static_cast<void*>(to)), _mm_packus_epi16(glyphs, glyphs));
    const auto good = static_cast<unsigned>(_mm_movemask_epi8(_mm_and_si128(is_of_style, is_printable)));
    return static_cast<std::size_t>(std::countr_one(good)) / 2;
}
#endif

} // namespace

std::size_t expand_ascii(std::string_view text, Cell* to, StyleId style)
{
    std::size_t at = 0;
#ifdef __SSE2__
    while (at + 8 <= text.size() && expand_8(text.data() + at, to + at, style)) at += 8;
#endif
    for (; at < text.size() && static_cast<unsigned char>(text[at]) < 0x80; ++at)
        to[at] = Cell::code_point(static_cast<char32_t>(text[at]), style);
    return at;
}

std::size_t narrow_ascii(std::span<const Cell> cells, StyleId style, char* to)
{
    std::size_t at = 0;
#ifdef __SSE2__
    for (; at + 8 <= cells.size(); at += 8)
        if (const auto narrowed = narrow_8(cells.data() + at, style, to + at); narrowed < 8) return at + narrowed;
#endif
    for (; at < cells.size() && cells[at].style == style && is_printable(cells[at].glyph); ++at)
        to[at] = static_cast<char>(cells[at].glyph);
    return at;
}

} // namespace cleat
