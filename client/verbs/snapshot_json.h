#pragma once

#include "common/terminal/snapshot.h"
#include "common/wire/messages.h"

#include <functional>
#include <string_view>

namespace cleat {

/// A snapshot for programs, as JSON: size, cursor, modes, titles, the active screen's rows as runs of one style, the
/// history that came along as text, and the offset in the output. The keys are listed in cleat(1). Given to `write` in
/// pieces, so that no more than a run is JSON at a time, nor more than a row of the history unpacked.
void write_json(const Snapshot& snapshot, const Snapshotted& taken, const std::function<void(std::string_view)>& write);

} // namespace cleat
