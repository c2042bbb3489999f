#include "common/model/ascii_cells.h"

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

/// 16 characters as as many cells. False, and nothing done, if one is not ASCII.
bool expand_16(const char* from, Cell* to, StyleId style)
{
    const auto characters = _mm_loadu_si128(vectors(from));
    if (_mm_movemask_epi8(characters) != 0) return false;
    const auto zero = _mm_setzero_si128();
    const auto styles = _mm_set1_epi32(static_cast<int>(style));
    auto* out = static_cast<__m128i*>(static_cast<void*>(to));
    for (const auto words : {_mm_unpacklo_epi8(characters, zero), _mm_unpackhi_epi8(characters, zero)}) {
        for (const auto glyphs : {_mm_unpacklo_epi16(words, zero), _mm_unpackhi_epi16(words, zero)}) {
            _mm_storeu_si128(out++, _mm_unpacklo_epi32(glyphs, styles));
            _mm_storeu_si128(out++, _mm_unpackhi_epi32(glyphs, styles));
        }
    }
    return true;
}

/// The glyphs of four cells, and in `odd` what is not zero where one has another style.
__m128i glyphs_of_4(const Cell* from, __m128i styles, __m128i& odd)
{
    const auto low = _mm_loadu_si128(vectors(from));
    const auto high = _mm_loadu_si128(vectors(from + 2));
    const auto first = _mm_unpacklo_epi32(low, high);
    const auto second = _mm_unpackhi_epi32(low, high); // glyphs 0, 2 and styles 0, 2 are in `first`; 1, 3 are here
    odd = _mm_or_si128(odd, _mm_xor_si128(_mm_unpackhi_epi32(first, second), styles));
    return _mm_unpacklo_epi32(first, second);
}

/// 8 cells as as many characters. False, and nothing to be read, if one is no printable ASCII of that style.
bool narrow_8(const Cell* from, StyleId style, char* to)
{
    const auto styles = _mm_set1_epi32(static_cast<int>(style));
    auto odd = _mm_setzero_si128();
    const auto first = glyphs_of_4(from, styles, odd);
    const auto second = glyphs_of_4(from + 4, styles, odd);
    // Numbers beyond 16 bits, negative ones too, become the largest or the smallest of them, and stay odd.
    const auto glyphs = _mm_packs_epi32(first, second);
    const auto too_small = _mm_cmplt_epi16(glyphs, _mm_set1_epi16(0x20));
    const auto too_large = _mm_cmpgt_epi16(glyphs, _mm_set1_epi16(0x7e));
    const auto other_style = _mm_cmpeq_epi32(odd, _mm_setzero_si128());
    if (_mm_movemask_epi8(_mm_or_si128(too_small, too_large)) != 0) return false;
    if (_mm_movemask_epi8(other_style) != 0xffff) return false;
    _mm_storel_epi64(static_cast<__m128i*>(static_cast<void*>(to)), _mm_packus_epi16(glyphs, glyphs));
    return true;
}
#endif

} // namespace

std::size_t expand_ascii(std::string_view text, Cell* to, StyleId style)
{
    std::size_t at = 0;
#ifdef __SSE2__
    while (at + 16 <= text.size() && expand_16(text.data() + at, to + at, style)) at += 16;
#endif
    for (; at < text.size() && static_cast<unsigned char>(text[at]) < 0x80; ++at)
        to[at] = Cell::code_point(static_cast<char32_t>(text[at]), style);
    return at;
}

std::size_t narrow_ascii(std::span<const Cell> cells, StyleId style, char* to)
{
    std::size_t at = 0;
#ifdef __SSE2__
    while (at + 8 <= cells.size() && narrow_8(cells.data() + at, style, to + at)) at += 8;
#endif
    for (; at < cells.size() && cells[at].style == style && is_printable(cells[at].glyph); ++at)
        to[at] = static_cast<char>(cells[at].glyph);
    return at;
}

} // namespace cleat
