#pragma once

#include "common/model/style.h"
#include "common/terminal/sequence.h"

#include <string>

namespace cleat {

/// The rendition of the next character: SGR, DECSCA, OSC 8. Independent of any dictionary; `style.link` is always 0
/// here.
struct Pen {
    Style style;
    Link link;

    bool operator==(const Pen&) const = default;
};

/// SGR, ECMA-48 8.3.117 with the additions of xterm, kitty and ISO 8613-6. Unknown parameters change nothing; an
/// incomplete colour ends the sequence.
void select_graphic_rendition(const Parameters& parameters, Style& style);

/// The SGR parameters that set `style`, whatever the style before; the first is 0, a reset. They include neither the
/// link nor DECSCA's attribute.
[[nodiscard]] std::string graphic_rendition(const Style& style);

} // namespace cleat
