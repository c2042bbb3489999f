#include "client/dashboard/layout.h"

#include <algorithm>

namespace cleat {

namespace {

constexpr Size USUAL{.rows = 24, .columns = 80};
constexpr int TITLE_ROWS = 1;

/// The start and length of part `index` of `parts`, with `gap` between parts.
struct Extent {
    int begin;
    int length;
};

Extent part(int whole, int parts, int index, int gap)
{
    const int room = whole - gap * (parts - 1);
    const int begin = room * index / parts + gap * index;
    return {begin, room * (index + 1) / parts + gap * index - begin};
}

/// How many cells of a screen of `USUAL` size the smallest tile of this layout shows.
int shown(Size terminal, int across, int down)
{
    const int columns = (terminal.columns - (across - 1)) / across;
    const int rows = terminal.rows / down - TITLE_ROWS;
    return std::clamp(columns, 0, USUAL.columns) * std::clamp(rows, 0, USUAL.rows);
}

bool fits(Size terminal, int across, int down)
{
    return (terminal.columns - (across - 1)) / across >= DashboardLayout::SMALLEST.columns &&
           terminal.rows / down >= DashboardLayout::SMALLEST.rows;
}

} // namespace

Tile DashboardLayout::tile(std::size_t index) const
{
    const int on_page = static_cast<int>(index % static_cast<std::size_t>(per_page()));
    const auto [row, rows] = part(terminal.rows, down, on_page / across, 0);
    const auto [column, columns] = part(terminal.columns, across, on_page % across, 1);
    return {.row = row, .column = column, .size = {.rows = rows, .columns = columns}};
}

DashboardLayout lay_out_dashboard(Size terminal, std::size_t count)
{
    const int tiles = static_cast<int>(std::clamp<std::size_t>(count, 1, MAX_CELLS));
    DashboardLayout best{.terminal = terminal};
    int most = 0;
    for (int across = 1; across <= tiles && fits(terminal, across, 1); ++across) {
        // As many rows as needed; if they do not fit, as many as fit, on several pages.
        int down = (tiles + across - 1) / across;
        while (down > 1 && !fits(terminal, across, down)) --down;
        const int all = shown(terminal, across, down) * std::min(tiles, across * down);
        if (all <= most) continue;
        most = all;
        best.across = across;
        best.down = down;
    }
    return best;
}

} // namespace cleat
