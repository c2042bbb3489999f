#include "common/terminal/charset.h"

#include <string_view>

namespace cleat {

namespace {

/// DEC Special Graphics, 5f to 7e (VT220 Programmer Reference, table 2-4).
constexpr std::u32string_view DEC_GRAPHICS = U"\u00a0\u25c6\u2592\u2409\u240c\u240d\u240a\u00b0\u00b1\u2424\u240b"
                                             U"\u2518\u2510\u250c\u2514\u253c\u23ba\u23bb\u2500\u23bc\u23bd\u251c"
                                             U"\u2524\u2534\u252c\u2502\u2264\u2265\u03c0\u2260\u00a3\u00b7";
static_assert(DEC_GRAPHICS.size() == 0x7f - 0x5f);

} // namespace

char32_t Charsets::translate(char32_t c)
{
    const auto set = designated[single != 0 ? single : gl];
    single = 0;
    if (set == Charset::dec_graphics && c >= 0x5f && c <= 0x7e) return DEC_GRAPHICS[c - 0x5f];
    if (set == Charset::united_kingdom && c == U'#') return 0xa3;
    return c;
}

} // namespace cleat
