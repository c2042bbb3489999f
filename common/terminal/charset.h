#pragma once

#include <array>
#include <cstdint>

namespace cleat {

/// A 94-character set that can be designated: ECMA-35, DEC STD 070. Others than these are taken for ASCII.
enum class Charset : std::uint8_t { ascii, dec_graphics, united_kingdom };

/// What G0 to G3 are, which of them is in GL, and whether SS2 or SS3 has asked for one character of another.
/// GR has no use where text is UTF-8.
struct Charsets {
    std::array<Charset, 4> designated{};
    std::uint8_t gl = 0;     ///< 0 to 3: SI, SO, LS2, LS3
    std::uint8_t single = 0; ///< 2 or 3 after SS2 or SS3, until the next character; else 0

    /// Whether a character of ASCII is what it seems to be.
    [[nodiscard]] bool is_plain() const { return single == 0 && designated[gl] == Charset::ascii; }
    /// What to show for `c`, which uses a single shift up.
    [[nodiscard]] char32_t translate(char32_t c);

    bool operator==(const Charsets&) const = default;
};

} // namespace cleat
