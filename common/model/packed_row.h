#pragma once

#include "common/model/row.h"

#include <string>
#include <string_view>

namespace cleat {

/// Packs a row as self-contained bytes, without dictionary numbers or pointers: the same format in history, on the wire
/// and in snapshots. Plain text costs its own length plus about four bytes.
///
/// Format: flags, one byte (bit 0 wrapped, bits 1 and 2 line size, bit 3 a fill follows, bit 4 a mark follows, bit 5
/// returned); the number of cells before the fill; [the mark: its kinds, and its status plus 1]; [the fill's style];
/// then runs until the end: style, length of text in bytes, text. Numbers are LEB128. A style is 0 (the default), or k
/// in 1 to 62 (the k-th style spelled out in this row), or 63 followed by the style spelled out. Text is UTF-8 in which
/// 00 is an empty cell, 01 makes the next glyph double-width, 02 ... 03 encloses a cluster, and 04 n is n empty cells.
/// The fill is the style of the empty cells from the last non-empty one to the right margin; without a fill they have
/// the default style.
std::string pack(const Row& row);

/// Appends `pack(row)` to `out`.
void pack(const Row& row, std::string& out);

/// Unpacks a row to exactly `columns` cells, cut or filled up if it had another width. Malformed bytes yield as much as
/// could be read; this never fails.
Row unpack(std::string_view packed, int columns, const DictionaryRef& dictionary);

/// Unpacks the cells before the fill, at most `MAX_SIDE`; stores the fill's style in `fill`.
Row unpack(std::string_view packed, const DictionaryRef& dictionary, StyleId& fill);

/// The same packed row without hyperlinks.
[[nodiscard]] std::string pack_without_links(std::string_view packed);

/// The number of cells before the fill, without unpacking them.
[[nodiscard]] std::size_t packed_length(std::string_view packed);

/// Whether the row was wrapped.
[[nodiscard]] inline bool is_packed_wrapped(std::string_view packed)
{
    return !packed.empty() && (packed.front() & 1) != 0;
}

} // namespace cleat
