#pragma once

#include "common/model/size.h"

#include <cstddef>

namespace cleat {

/// A part of a terminal: its top left cell, counted from 0, and its size.
struct Tile {
    int row = 0;
    int column = 0;
    Size size;

    bool operator==(const Tile&) const = default;
};

/// The layout of tiles on a terminal: `across` columns and `down` rows of tiles per page, with a blank column between
/// tiles. Tiles are never smaller than `SMALLEST`, unless the terminal is; those that do not fit are on further pages.
struct DashboardLayout {
    static constexpr Size SMALLEST{.rows = 4, .columns = 20};

    Size terminal;
    int across = 1;
    int down = 1;

    [[nodiscard]] int per_page() const { return across * down; }
    [[nodiscard]] std::size_t page_of(std::size_t index) const { return index / static_cast<std::size_t>(per_page()); }
    /// The position of tile `index` on its page.
    [[nodiscard]] Tile tile(std::size_t index) const;

    bool operator==(const DashboardLayout&) const = default;
};

/// The layout in which `count` tiles show as much as possible of sessions of 24 rows and 80 columns.
[[nodiscard]] DashboardLayout lay_out_dashboard(Size terminal, std::size_t count);

} // namespace cleat
