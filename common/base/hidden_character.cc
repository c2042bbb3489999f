#include "common/base/hidden_character.h"

#include <algorithm>
#include <array>

namespace cleat {

namespace {

struct Range {
    char32_t first;
    char32_t last;
};

/// In ascending order.
constexpr std::array HIDDEN{
    Range{0x0000, 0x001f},   Range{0x007f, 0x009f},   Range{0x00ad, 0x00ad},   Range{0x034f, 0x034f},
    Range{0x0600, 0x0605},   Range{0x061c, 0x061c},   Range{0x06dd, 0x06dd},   Range{0x070f, 0x070f},
    Range{0x0890, 0x0891},   Range{0x08e2, 0x08e2},   Range{0x115f, 0x1160},   Range{0x17b4, 0x17b5},
    Range{0x180b, 0x180f},   Range{0x200b, 0x200f},   Range{0x2028, 0x202e},   Range{0x2060, 0x206f},
    Range{0x3164, 0x3164},   Range{0xfe00, 0xfe0f},   Range{0xfeff, 0xfeff},   Range{0xffa0, 0xffa0},
    Range{0xfff0, 0xfffb},   Range{0x110bd, 0x110bd}, Range{0x110cd, 0x110cd}, Range{0x13430, 0x1343f},
    Range{0x1bca0, 0x1bca3}, Range{0x1d173, 0x1d17a}, Range{0xe0000, 0xe0fff},
};

} // namespace

bool is_hidden(char32_t c)
{
    const auto after = std::ranges::upper_bound(HIDDEN, c, {}, [](const Range& range) { return range.first; });
    return after != HIDDEN.begin() && c <= std::prev(after)->last;
}

} // namespace cleat
