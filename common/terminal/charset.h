#pragma once

#include <array>
#include <cstdint>

namespace cleat {

/// A 94-character set that can be designated: ECMA-35, DEC STD 070. All others are treated as ASCII.
enum class Charset : std::uint8_t { ascii, dec_graphics, united_kingdom };

/// The sets in G0 to G3, which of them is in GL, and whether SS2 or SS3 selects another for the next character. GR has
/// no use in UTF-8 text.
struct Charsets {
    std::array<Charset, 4> designated{};
    std::uint8_t gl = 0;     ///< 0 to 3, set by SI, SO, LS2, LS3
    std::uint8_t single = 0; ///< 2 or 3 after SS2 or SS3, until the next character; otherwise 0

    /// Whether ASCII characters are shown unchanged.
    [[nodiscard]] bool is_plain() const { return single == 0 && designated[gl] == Charset::ascii; }
    /// The character to show for `c`; ends a single shift.
    [[nodiscard]] char32_t translate(char32_t c);

    bool operator==(const Charsets&) const = default;
};

} // namespace cleat
