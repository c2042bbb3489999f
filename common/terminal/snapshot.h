#pragma once

#include "common/base/result.h"
#include "common/model/history.h"
#include "common/terminal/state.h"

#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// A terminal's complete state at one offset of its output. A value: copying it copies pointers to rows, and the
/// history.
struct Snapshot {
    TerminalState state = TerminalState();
    std::vector<RowRef> primary;   ///< `state.size.rows` rows, top first
    std::vector<RowRef> alternate; ///< as many rows
    History history = History();
    std::string tail; ///< the unfinished character or sequence at the end of the output

    /// The visible state.
    [[nodiscard]] Screen screen() const;

    /// Equality by value, including `rows_scrolled`.
    bool operator==(const Snapshot& other) const;
};

/// The snapshot as self-contained bytes, the first of which give the format's version.
[[nodiscard]] std::string serialise(const Snapshot& snapshot);

/// The inverse of `serialise`. Bytes that are damaged, truncated or of another version are an error; accepted bytes
/// always give a valid state.
Result<Snapshot> parse_snapshot(std::string_view bytes);

} // namespace cleat
