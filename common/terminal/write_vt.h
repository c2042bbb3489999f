#pragma once

#include "common/terminal/snapshot.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace cleat {

/// What else `write_vt` writes.
struct WriteVt {
    std::uint64_t history_lines = 0; ///< as many of the newest lines, into the terminal's own scrollback
    /// For a reader that gets what was output next: the snapshot's tail, and the program's synchronised update, if it
    /// draws one, stays open.
    bool unfinished = false;
};

/// Bytes that put any terminal of the snapshot's size, in whatever state it is, into the snapshot's state: both screens
/// with their soft wraps, cursors, pens, margins, tab stops, charsets, modes, titles, palette, what REP repeats.
/// Nothing in them asks the terminal anything, rings, or touches a clipboard; but one that reports its size (mode 2048)
/// does so when it is told to. All is within one synchronised update (2026), which is closed at the end. What no bytes
/// can tell is named in tests/property/terminal/write_vt_test.cc.
[[nodiscard]] std::string write_vt(const Snapshot& snapshot, const WriteVt& what = {});

/// The same in pieces, which together are those bytes: of a row, or of some that are short. No more of the history is
/// held than is laid out at a time (each_laid_out_row).
void write_vt(const Snapshot& snapshot, const WriteVt& what, const std::function<void(std::string_view)>& write);

} // namespace cleat
