#include "common/terminal/text_cells.h"

#include "common/model/ascii_cells.h"
#include "common/model/width.h"
#include "common/terminal/character.h"

#include <cstddef>

namespace cleat {

namespace {

/// The columns that a single character takes.
std::size_t columns_of(char32_t c)
{
    return is_c1(c) ? 0 : static_cast<std::size_t>(width(c));
}

} // namespace

bool first_fits(std::string_view text, std::size_t columns)
{
    const auto taken = is_high(text.front()) ? columns_of(first_character(text).code_point) : 1;
    return taken > 0 && taken <= columns;
}

Filled fill_with_text(std::string_view& text, std::span<Cell> cells, StyleId style)
{
    auto rest = text;
    std::size_t at = 0;
    char32_t last = 0;
    while (at < cells.size() && !rest.empty()) {
        if (!is_high(rest.front())) {
            const auto ascii = expand_ascii(rest.substr(0, cells.size() - at), cells.data() + at, style);
            last = static_cast<char32_t>(rest[ascii - 1]);
            rest.remove_prefix(ascii);
            at += ascii;
            continue;
        }
        const auto [c, length] = first_character(rest);
        const auto columns = columns_of(c);
        if (columns == 0 || at + columns > cells.size()) break;
        cells[at] = Cell::code_point(c, style, columns == 2);
        if (columns == 2) cells[at + 1] = Cell::tail(style);
        at += columns;
        last = c;
        rest.remove_prefix(length);
    }
    text = rest;
    return {static_cast<int>(at), last};
}

} // namespace cleat
