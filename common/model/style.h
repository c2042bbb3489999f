#pragma once

#include "common/model/colour.h"

#include <cstdint>
#include <string>

namespace cleat {

/// The on/off attributes of ECMA-48 8.3.117 (SGR) and the attribute of DECSCA, as bits of `Style::attributes`.
enum class Attribute : std::uint16_t {
    bold = 1U << 0,
    faint = 1U << 1,
    italic = 1U << 2,
    blink = 1U << 3,
    rapid_blink = 1U << 4,
    reverse = 1U << 5,
    conceal = 1U << 6,
    strike = 1U << 7,
    overline = 1U << 8,
    guarded = 1U << 9, ///< DECSCA: not erased by DECSED and DECSEL
};

/// SGR 4, 4:0 to 4:5 and 21.
enum class Underline : std::uint8_t { none, single, twice, curly, dotted, dashed };

/// An OSC 8 hyperlink. `id` is what the program gave as the link's id, or empty.
struct Link {
    /// The limits in bytes; a link with a longer id or uri is ignored.
    static constexpr std::size_t LONGEST_ID = 256;
    static constexpr std::size_t LONGEST_URI = 2048;

    std::string id;
    std::string uri;

    bool operator==(const Link&) const = default;
};

/// Names a link of a `Dictionary`; 0 is no link.
using LinkId = std::uint32_t;

/// The appearance of a cell. Small and comparable; `link` is meaningful only within one `Dictionary`.
struct Style {
    Colour foreground;
    Colour background;
    Colour underline_colour;
    std::uint16_t attributes = 0;
    Underline underline = Underline::none;
    LinkId link = 0;

    [[nodiscard]] constexpr bool has(Attribute a) const { return (attributes & static_cast<std::uint16_t>(a)) != 0; }
    constexpr void set(Attribute a, bool on)
    {
        const auto bit = static_cast<std::uint16_t>(a);
        attributes = static_cast<std::uint16_t>(on ? attributes | bit : attributes & ~bit);
    }

    bool operator==(const Style&) const = default;
};

} // namespace cleat
