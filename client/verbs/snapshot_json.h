#pragma once

#include "common/proto/messages.h"
#include "common/terminal/snapshot.h"

#include <string>

namespace cleat {

/// A snapshot for programs, as JSON: size, cursor, modes, titles, the active screen's rows as runs of one style, the
/// history that came along as text, and the offset in the output. The keys are listed in cleat(1).
[[nodiscard]] std::string to_json(const Snapshot& snapshot, const Snapshotted& taken);

} // namespace cleat
