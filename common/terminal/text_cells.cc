#include "common/terminal/text_cells.h"

#include "common/model/width.h"
#include "common/terminal/character.h"

#include <cstddef>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace cleat {

namespace {

#ifdef __SSE2__
static_assert(offsetof(Cell, glyph) == 0 && offsetof(Cell, style) == 4);

/// 16 characters at `from` as as many cells. False, and nothing done, if one is not ASCII.
bool expand_16(const char* from, Cell* to, StyleId style)
{
    const auto characters = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    if (_mm_movemask_epi8(characters) != 0) return false;
    const auto zero = _mm_setzero_si128();
    const auto styles = _mm_set1_epi32(static_cast<int>(style));
    auto* out = reinterpret_cast<__m128i*>(to);
    for (const auto words : {_mm_unpacklo_epi8(characters, zero), _mm_unpackhi_epi8(characters, zero)}) {
        for (const auto glyphs : {_mm_unpacklo_epi16(words, zero), _mm_unpackhi_epi16(words, zero)}) {
            _mm_storeu_si128(out++, _mm_unpacklo_epi32(glyphs, styles));
            _mm_storeu_si128(out++, _mm_unpackhi_epi32(glyphs, styles));
        }
    }
    return true;
}
#endif

/// Makes the ASCII at the front of `text` cells; gives how many.
std::size_t expand_ascii(std::string_view text, Cell* to, StyleId style)
{
    std::size_t at = 0;
#ifdef __SSE2__
    while (at + 16 <= text.size() && expand_16(text.data() + at, to + at, style)) at += 16;
#endif
    for (; at < text.size() && !is_high(text[at]); ++at)
        to[at] = Cell::code_point(static_cast<char32_t>(text[at]), style);
    return at;
}

/// Columns that a character takes by itself.
std::size_t columns_of(char32_t c)
{
    return is_c1(c) ? 0 : static_cast<std::size_t>(width(c));
}

} // namespace

bool first_fits(std::string_view text, std::size_t columns)
{
    const auto taken = is_high(text.front()) ? columns_of(take_character(text)) : 1;
    return taken > 0 && taken <= columns;
}

Filled fill_with_text(std::string_view& text, std::span<Cell> cells, StyleId style)
{
    Filled filled;
    std::size_t at = 0;
    while (at < cells.size() && !text.empty()) {
        if (const auto ascii = expand_ascii(text.substr(0, cells.size() - at), cells.data() + at, style); ascii > 0) {
            filled.last = static_cast<char32_t>(text[ascii - 1]);
            text.remove_prefix(ascii);
            at += ascii;
            continue;
        }
        auto rest = text;
        const char32_t c = take_character(rest);
        const auto columns = columns_of(c);
        if (columns == 0 || at + columns > cells.size()) break;
        cells[at] = Cell::code_point(c, style, columns == 2);
        if (columns == 2) cells[at + 1] = Cell::tail(style);
        at += columns;
        filled.last = c;
        text = rest;
    }
    filled.columns = static_cast<int>(at);
    return filled;
}

} // namespace cleat
