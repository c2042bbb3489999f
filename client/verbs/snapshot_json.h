#pragma once

#include "common/terminal/snapshot.h"
#include "common/wire/messages.h"

#include <functional>
#include <string_view>

namespace cleat {

/// Writes a snapshot as JSON: size, cursor, modes, titles, the rows of the active screen as runs of one style, the
/// included history as text, and the output offset. cleat(1) lists the keys. Calls `write` with pieces, so that at most
/// one run is held as JSON and one row of history unpacked.
void write_json(const Snapshot& snapshot, const Snapshotted& taken, const std::function<void(std::string_view)>& write);

} // namespace cleat
