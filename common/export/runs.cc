#include "common/export/runs.h"

namespace cleat {

std::vector<Run> runs_of(const Row& row, const Colours& colours, bool reverse_screen, LinkRoom& links)
{
    std::vector<Run> out;
    for (int column = 0; column < row.columns(); ++column) {
        const Cell& cell = row.cells[static_cast<std::size_t>(column)];
        if (cell.is_tail() && !out.empty()) continue;
        std::string text;
        row.append_text(cell, text);
        if (text.empty()) text.assign(1, ' ');
        const bool is_one = text.size() > 1;
        auto look = look_of(row, cell, colours, reverse_screen);
        const int columns = cell.width() == 2 ? 2 : 1;
        const bool joins = !out.empty() && !is_one && !out.back().is_one && out.back().look == look;
        if (joins) {
            out.back().text += text;
            out.back().columns += columns;
        } else {
            if (!links.take(look.link.size())) look.link.clear();
            out.push_back({column, columns, std::move(look), std::move(text), is_one});
        }
    }
    return out;
}

} // namespace cleat
