#pragma once

#include "common/terminal/terminal.h"

#include <string>
#include <string_view>

namespace cleat::test {

/// A terminal that was fed `bytes`.
inline Terminal terminal_of(std::string_view bytes, Size size = {.rows = 4, .columns = 10})
{
    Terminal terminal(size);
    terminal.feed(bytes);
    return terminal;
}

/// The screen's text after `bytes`, with rows separated by `/` and trailing blank rows left out.
inline std::string shown(const Terminal& terminal)
{
    auto text = terminal.screen().text();
    while (text.ends_with('\n')) text.pop_back();
    for (auto& c : text)
        if (c == '\n') c = '/';
    return text;
}

inline std::string shown(std::string_view bytes, Size size = {.rows = 4, .columns = 10})
{
    return shown(terminal_of(bytes, size));
}

/// The style of a cell of the active screen.
inline Style style_at(const Terminal& terminal, int row, int column)
{
    const auto screen = terminal.screen();
    const auto& cells = *screen.rows()[static_cast<std::size_t>(row)];
    return cells.style(cells.cells[static_cast<std::size_t>(column)]);
}

/// The replies to the program.
inline std::string reply(std::string_view bytes)
{
    return terminal_of(bytes).take_replies();
}

} // namespace cleat::test
