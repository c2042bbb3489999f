#pragma once

#include "common/terminal/snapshot.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace cleat {

/// Options of `write_vt`.
struct WriteVt {
    std::uint64_t history_lines = 0; ///< write this many of the newest lines to the terminal's own scrollback
    /// For a reader that is also sent the later output: the bytes end with the start of the synchronised update, if one
    /// is open, and with the snapshot's unfinished sequence (`Snapshot::tail`), which that output completes. Modes 40
    /// and 95, on which a later DECCOLM depends, are set as well.
    bool unfinished = false;
};

/// Bytes that put any terminal of the snapshot's size, whatever its state, into the snapshot's state: both screens with
/// their soft wraps, cursors, pens, margins, tab stops, charsets, modes, titles, palette, the character that REP
/// repeats. They contain no queries, no BEL and no clipboard access; but a terminal that reports its size (mode 2048)
/// does so when that mode is set. Everything is within one synchronised update (2026), which is closed at the end. What
/// no bytes can restore is listed in tests/property/terminal/write_vt_test.cc.
[[nodiscard]] std::string write_vt(const Snapshot& snapshot, const WriteVt& what = {});

/// Passes the same bytes to `write` in pieces of one row, or of several short ones. Holds no more of the history than
/// is laid out at a time (each_laid_out_row).
void write_vt(const Snapshot& snapshot, const WriteVt& what, const std::function<void(std::string_view)>& write);

} // namespace cleat
