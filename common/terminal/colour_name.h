#pragma once

#include "common/model/colour.h"

#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// Parses a colour as XParseColor does: `rgb:r/g/b` with one to four hexadecimal digits each, `#rgb`, `#rrggbb`,
/// `#rrrgggbbb`, `#rrrrggggbbbb`. Colour names are not supported.
[[nodiscard]] std::optional<Colour> parse_colour(std::string_view text);

/// A 24-bit colour in xterm's report format: `rgb:rrrr/gggg/bbbb`.
[[nodiscard]] std::string colour_name(Colour colour);

/// xterm's default for one of the 256 colours.
[[nodiscard]] Colour standard_colour(std::uint8_t index);

} // namespace cleat
