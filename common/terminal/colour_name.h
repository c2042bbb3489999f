#pragma once

#include "common/model/colour.h"

#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// A colour as XParseColor reads it: `rgb:r/g/b` with one to four hexadecimal digits each, `#rgb`, `#rrggbb`,
/// `#rrrgggbbb`,
/// `#rrrrggggbbbb`. Names of colours are not known.
[[nodiscard]] std::optional<Colour> parse_colour(std::string_view text);

/// A 24-bit colour as xterm reports it: `rgb:rrrr/gggg/bbbb`.
[[nodiscard]] std::string colour_name(Colour colour);

/// The colour of the 256 that xterm has by default.
[[nodiscard]] Colour standard_colour(std::uint8_t index);

} // namespace cleat
