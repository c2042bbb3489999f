#pragma once

#include "common/model/screen.h"

#include <string>
#include <string_view>
#include <vector>

namespace cleat::test {

/// A row of `columns` cells that begins with `text` (ASCII).
inline Row row_of(std::string_view text, int columns, const DictionaryRef& words = std::make_shared<Dictionary>(),
                  StyleId style = 0)
{
    Row row(words, columns);
    for (std::size_t i = 0; i < text.size(); ++i)
        row.cells[i] = Cell::code_point(static_cast<unsigned char>(text[i]), style);
    return row;
}

/// The same, wrapped.
inline Row wrapped_row_of(std::string_view text, int columns)
{
    Row row = row_of(text, columns);
    row.wrapped = true;
    return row;
}

/// A primary screen whose rows begin with `lines`.
inline Screen screen_with(const std::vector<std::string>& lines, Size size = {.rows = 4, .columns = 20})
{
    Screen screen(size);
    for (std::size_t i = 0; i < lines.size(); ++i)
        screen.primary[i] = std::make_shared<const Row>(row_of(lines[i], size.columns));
    return screen;
}

} // namespace cleat::test
