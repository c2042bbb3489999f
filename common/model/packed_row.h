#pragma once

#include "common/model/row.h"

#include <string>
#include <string_view>

namespace cleat {

/// A run of cells as self-contained bytes: no numbers of any dictionary, no pointers, the same in history, on the wire
/// and in a snapshot. Plain text costs its own length and about four bytes.
///
/// Format: flags, one byte (bit 0 wrapped, bits 1 and 2 line size, bit 3 a fill follows, bit 4 a mark follows, bit 5
/// returned); the number of cells before the fill; [the mark: its kinds, and its status plus 1]; [the fill's style];
/// then runs until the end: style, length of text in bytes, text. Numbers are LEB128. A style is 0 (the default), or k
/// in 1 to 62 (the k-th style spelled out in this row), or 63 and spelled out. Text is UTF-8 in which 00 is an empty
/// cell, 01 makes the next glyph double-width, 02 ... 03 encloses a cluster, and 04 n is n empty cells. The fill is the
/// style of the empty cells from the last one that is anything else to the right margin; without one they have the
/// default style.
std::string pack(const Row& row);

/// Appends `pack(row)` to `out`.
void pack(const Row& row, std::string& out);

/// The row again, with exactly `columns` cells: cut, or filled up, where it had another width. Bytes that are not of
/// the format give as much as could be read, never a failure.
Row unpack(std::string_view packed, int columns, const DictionaryRef& dictionary);

/// As many cells as were packed before the fill, at most `MAX_SIDE`, and the fill's style in `fill`.
Row unpack(std::string_view packed, const DictionaryRef& dictionary, StyleId& fill);

/// The same row with no hyperlinks.
[[nodiscard]] std::string pack_without_links(std::string_view packed);

/// How many cells were packed before the fill, without unpacking them.
[[nodiscard]] std::size_t packed_length(std::string_view packed);

/// Whether the row was wrapped.
[[nodiscard]] inline bool packed_wrapped(std::string_view packed)
{
    return !packed.empty() && (packed.front() & 1) != 0;
}

} // namespace cleat
