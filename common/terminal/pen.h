#pragma once

#include "common/model/style.h"
#include "common/terminal/sequence.h"

#include <string>

namespace cleat {

/// How the next character will look: SGR, DECSCA, OSC 8. By value, so that it outlives any dictionary; `style.link` is
/// always 0 here.
struct Pen {
    Style style;
    Link link;

    bool operator==(const Pen&) const = default;
};

/// SGR, ECMA-48 8.3.117 with xterm's, kitty's and ISO 8613-6's additions. Unknown parameters change nothing; a colour
/// that is cut short ends the sequence.
void select_graphic_rendition(const Parameters& parameters, Style& style);

/// The parameters of the SGR that gives `style` from any other: begins with 0. Without a link, and without DECSCA's
/// bit.
[[nodiscard]] std::string graphic_rendition(const Style& style);

} // namespace cleat
