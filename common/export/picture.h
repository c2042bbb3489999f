#pragma once

#include "common/export/look.h"

#include <string>

namespace cleat {

/// A screen as a picture: SVG 1.1. Cells of 0.6 by 1.2 of the font's size, colours, bold, italic, lines of every kind,
/// double-width glyphs, lines of double size, links, and the cursor. `title` may be empty.
[[nodiscard]] std::string svg_of(const Screen& screen, const std::optional<CastTheme>& theme, const std::string& title);

/// The same as a page of HTML 5 that needs nothing else.
[[nodiscard]] std::string html_of(const Screen& screen, const std::optional<CastTheme>& theme,
                                  const std::string& title);

} // namespace cleat
