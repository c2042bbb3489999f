#pragma once

#include "common/model/dictionary.h"

#include <cstdint>

namespace cleat {

/// The most code points kept of a cluster; the rest are dropped.
inline constexpr int MAX_CODE_POINTS_OF_A_CELL = 16;

/// One character cell, 8 bytes: a glyph and its style. A double-width glyph takes two cells: the head, which has `WIDE`
/// set, and a tail with the same style. An empty cell was erased or never written, and differs from a space.
struct Cell {
    std::uint32_t glyph = 0;
    StyleId style = 0;

    static constexpr std::uint32_t WIDE = 0x4000'0000U;
    static constexpr std::uint32_t CLUSTER = 0x8000'0000U;
    static constexpr std::uint32_t TAIL = 0x3fff'ffffU;
    static constexpr std::uint32_t VALUE = 0x3fff'ffffU;

    static constexpr Cell empty(StyleId style = 0) { return {0, style}; }
    static constexpr Cell tail(StyleId style) { return {TAIL, style}; }
    static constexpr Cell code_point(char32_t c, StyleId style, bool wide = false)
    {
        return {static_cast<std::uint32_t>(c) | (wide ? WIDE : 0), style};
    }
    static constexpr Cell cluster(ClusterId id, StyleId style, bool wide)
    {
        return {id | CLUSTER | (wide ? WIDE : 0), style};
    }

    [[nodiscard]] constexpr bool is_empty() const { return glyph == 0; }
    [[nodiscard]] constexpr bool is_tail() const { return glyph == TAIL; }
    [[nodiscard]] constexpr bool is_wide() const { return (glyph & WIDE) != 0; }
    [[nodiscard]] constexpr bool is_cluster() const { return (glyph & CLUSTER) != 0; }
    /// The code point of a cell that is neither empty, nor a tail, nor a cluster.
    [[nodiscard]] constexpr char32_t code_point() const { return static_cast<char32_t>(glyph & VALUE); }
    [[nodiscard]] constexpr ClusterId cluster() const { return glyph & VALUE; }
    /// Columns that the glyph takes: 0 for a tail, 1 for an empty cell.
    [[nodiscard]] constexpr int width() const { return is_tail() ? 0 : is_wide() ? 2 : 1; }

    /// Compares the numbers of glyph and style: meaningful only for cells of one `Dictionary`.
    bool operator==(const Cell&) const = default;
};

static_assert(sizeof(Cell) == 8);

} // namespace cleat
