#include "common/terminal/character.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace cleat {

namespace {

/// Continuation of a character with a given first byte: Unicode table 3-7.
struct Form {
    int more = 0; ///< bytes after the first; 0 if the byte cannot start a character
    unsigned char low = 0x80;
    unsigned char high = 0xbf; ///< bounds of the second byte
};

Form form_of(unsigned char lead)
{
    if (lead < 0xc2) return {};
    if (lead < 0xe0) return {1};
    if (lead == 0xe0) return {2, 0xa0, 0xbf};
    if (lead == 0xed) return {2, 0x80, 0x9f};
    if (lead < 0xf0) return {2};
    if (lead == 0xf0) return {3, 0x90, 0xbf};
    if (lead < 0xf4) return {3};
    if (lead == 0xf4) return {3, 0x80, 0x8f};
    return {};
}

bool is_plain(char c)
{
    return c >= 0x20 && c != 0x7f;
}

} // namespace

Character any_first_character(std::string_view text)
{
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) return {lead, 1};

    auto form = form_of(lead);
    if (form.more == 0) return {REPLACEMENT, 1};
    char32_t c = lead & (0x3fU >> form.more);
    std::size_t at = 1;
    for (; form.more > 0; --form.more) {
        if (at == text.size()) return {REPLACEMENT, at};
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte < form.low || byte > form.high) return {REPLACEMENT, at};
        c = (c << 6) | (byte & 0x3fU);
        form.low = 0x80;
        form.high = 0xbf;
        ++at;
    }
    return {c, at};
}

std::size_t unfinished(std::string_view text)
{
    for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
        const auto byte = static_cast<unsigned char>(text[text.size() - back]);
        if (byte < 0x80) return 0;
        if (byte < 0xc0) continue;
        const auto form = form_of(byte);
        if (static_cast<std::size_t>(form.more) < back) return 0;
        if (back > 1) {
            const auto second = static_cast<unsigned char>(text[text.size() - back + 1]);
            if (second < form.low || second > form.high) return 0;
        }
        return back;
    }
    return 0;
}

const char* find_control(const char* at, const char* end)
{
#ifdef __SSE2__
    const auto last_control = _mm_set1_epi8(0x1f);
    const auto delete_byte = _mm_set1_epi8(0x7f);
    for (; end - at >= 16; at += 16) {
        const auto block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        const auto control = _mm_cmpeq_epi8(_mm_min_epu8(block, last_control), block);
        const int found = _mm_movemask_epi8(_mm_or_si128(control, _mm_cmpeq_epi8(block, delete_byte)));
        if (found != 0) return at + __builtin_ctz(static_cast<unsigned>(found));
    }
#endif
    while (at < end && (is_plain(*at) || is_high(*at))) ++at;
    return at;
}

} // namespace cleat
