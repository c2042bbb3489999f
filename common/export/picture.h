#pragma once

#include "common/export/look.h"

#include <string>

namespace cleat {

/// Renders a screen as SVG 1.1: cells of 0.6 by 1.2 of the font size, colours, bold, italic, lines (under, over and
/// through text), double-width glyphs, double-size rows, links, and the cursor. `title` may be empty.
[[nodiscard]] std::string svg_of(const Screen& screen, const std::optional<CastTheme>& theme, const std::string& title);

/// Renders a screen as a self-contained HTML 5 page.
[[nodiscard]] std::string html_of(const Screen& screen, const std::optional<CastTheme>& theme,
                                  const std::string& title);

} // namespace cleat
