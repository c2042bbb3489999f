#include "common/terminal/text_cells.h"

#include "common/model/ascii_cells.h"
#include "common/model/width.h"
#include "common/terminal/character.h"

#include <cstddef>

namespace cleat {

namespace {

/// Columns that a character takes by itself.
std::size_t columns_of(char32_t c)
{
    return is_c1(c) ? 0 : static_cast<std::size_t>(width(c));
}

} // namespace

bool first_fits(std::string_view text, std::size_t columns)
{
    const auto taken = is_high(text.front()) ? columns_of(take_character(text)) : 1;
    return taken > 0 && taken <= columns;
}

Filled fill_with_text(std::string_view& text, std::span<Cell> cells, StyleId style)
{
    Filled filled;
    std::size_t at = 0;
    while (at < cells.size() && !text.empty()) {
        if (!is_high(text.front())) {
            const auto ascii = expand_ascii(text.substr(0, cells.size() - at), cells.data() + at, style);
            filled.last = static_cast<char32_t>(text[ascii - 1]);
            text.remove_prefix(ascii);
            at += ascii;
            continue;
        }
        auto rest = text;
        const char32_t c = take_character(rest);
        const auto columns = columns_of(c);
        if (columns == 0 || at + columns > cells.size()) break;
        cells[at] = Cell::code_point(c, style, columns == 2);
        if (columns == 2) cells[at + 1] = Cell::tail(style);
        at += columns;
        filled.last = c;
        text = rest;
    }
    filled.columns = static_cast<int>(at);
    return filled;
}

} // namespace cleat
