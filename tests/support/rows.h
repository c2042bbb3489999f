#pragma once

#include "common/base/utf8.h"
#include "common/model/screen.h"
#include "common/model/width.h"

#include <string>
#include <string_view>
#include <vector>

namespace cleat::test {

/// A row of `columns` cells that starts with `text` (ASCII).
inline Row row_of(std::string_view text, int columns, const DictionaryRef& words = std::make_shared<Dictionary>(),
                  StyleId style = 0)
{
    Row row(words, columns);
    for (std::size_t i = 0; i < text.size(); ++i)
        row.cells[i] = Cell::code_point(static_cast<unsigned char>(text[i]), style);
    return row;
}

/// A row of `columns` cells that starts with `text` (UTF-8), as in a session without grapheme clusters (mode 2027).
inline Row row_of_glyphs(std::string_view text, int columns)
{
    Row row(std::make_shared<Dictionary>(), columns);
    for (std::size_t column = 0; !text.empty();) {
        const auto base = decode_utf8(text);
        auto length = base.length;
        while (length < text.size()) {
            const auto next = decode_utf8(text.substr(length));
            if (width(next.code_point) != 0) break;
            length += next.length;
        }
        const bool wide = width(base.code_point) == 2;
        row.cells[column] = length == base.length
                                ? Cell::code_point(base.code_point, 0, wide)
                                : Cell::cluster(row.dictionary->cluster_id(text.substr(0, length)), 0, wide);
        if (wide) row.cells[column + 1] = Cell::tail(0);
        column += wide ? 2 : 1;
        text.remove_prefix(length);
    }
    return row;
}

/// A row of ASCII that is wrapped to the next one.
inline Row wrapped_row_of(std::string_view text, int columns)
{
    Row row = row_of(text, columns);
    row.wrapped = true;
    return row;
}

/// A primary screen whose first rows start with `lines`.
inline Screen screen_with(const std::vector<std::string>& lines, Size size = {.rows = 4, .columns = 20})
{
    Screen screen(size);
    for (std::size_t i = 0; i < lines.size(); ++i)
        screen.primary[i] = std::make_shared<const Row>(row_of(lines[i], size.columns));
    return screen;
}

} // namespace cleat::test
