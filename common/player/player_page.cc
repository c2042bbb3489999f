#include "common/player/player_page.h"

#include "common/base/quote.h"
#include "common/recording/cast_clock.h"
#include "common/render/pushed_rows.h"

#include <algorithm>
#include <memory>

namespace cleat {

namespace {

void set_row(Screen& page, int row, const std::string& text, const DictionaryRef& words, bool reverse)
{
    auto notice = std::make_shared<Row>(*notice_row(text, page.size.columns, words));
    if (!reverse)
        for (auto& cell : notice->cells) cell.style = 0;
    page.primary[static_cast<std::size_t>(row)] = notice;
}

/// Pads the text to the whole line.
std::string filled(std::string text, int columns)
{
    text.resize(static_cast<std::size_t>(columns), ' ');
    return text;
}

} // namespace

Size player_window(Size terminal, const std::string& bar)
{
    return {.rows = terminal.rows - (bar.empty() ? 0 : 1), .columns = terminal.columns};
}

Screen player_page(const Screen& screen, Size terminal, Corner corner, const std::string& bar)
{
    const Size window = player_window(terminal, bar);
    const Screen shown = crop(screen, window, corner);
    Screen page(terminal);
    std::copy(shown.rows().begin(), shown.rows().end(), page.primary.begin());
    page.cursor = shown.cursor;
    page.cursor.pending_wrap = false;
    page.palette = screen.palette;
    page.title = screen.title;
    page.modes.reverse_screen = screen.modes.reverse_screen;
    if (bar.empty()) return page;
    const auto words = std::make_shared<Dictionary>();
    set_row(page, terminal.rows - 1, filled(bar, terminal.columns), words, true);
    return page;
}

Screen help_page(const std::vector<std::string>& keys, Size terminal)
{
    Screen page(terminal);
    page.cursor.visible = false;
    const auto words = std::make_shared<Dictionary>();
    const auto rows = static_cast<std::size_t>(std::max(1, terminal.rows - 1));
    std::size_t width = 0;
    for (const std::string& key : keys) width = std::max(width, key.size() + 3);
    std::vector<std::string> lines(std::min(rows, keys.size()));
    for (std::size_t at = 0; at < keys.size(); ++at) {
        std::string& line = lines[at % rows];
        line.resize(at / rows * width, ' ');
        line += ' ' + keys[at];
    }
    for (std::size_t row = 0; row < lines.size(); ++row) set_row(page, static_cast<int>(row), lines[row], words, false);
    if (terminal.rows > 1)
        set_row(page, terminal.rows - 1, filled(" any key to go back", terminal.columns), words, true);
    return page;
}

Screen marker_page(const std::vector<CastMarker>& markers, std::size_t chosen, Size terminal)
{
    Screen page(terminal);
    page.cursor.visible = false;
    const auto words = std::make_shared<Dictionary>();
    const int rows = std::max(1, terminal.rows - 1);
    const auto first = chosen - chosen % static_cast<std::size_t>(rows);
    for (int row = 0; row < rows && first + static_cast<std::size_t>(row) < markers.size(); ++row) {
        const auto at = first + static_cast<std::size_t>(row);
        std::string text = ' ' + clock_text(markers[at].time);
        text.resize(std::max<std::size_t>(text.size() + 2, 12), ' ');
        text += printable(markers[at].label);
        if (at == chosen) text = filled(std::move(text), terminal.columns);
        set_row(page, row, text, words, at == chosen);
    }
    if (terminal.rows > 1)
        set_row(page, terminal.rows - 1, filled(" up, down select   Enter play from here   ESC back", terminal.columns),
                words, true);
    return page;
}

} // namespace cleat
