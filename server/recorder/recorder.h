#pragma once

#include "common/base/unique_fd.h"

namespace cleat {

/// Runs the process that records a session: takes its output from the shared log and writes it to files. Returns when
/// the recording has ended, or when the other end of `channel` is closed and the rest of the log is written. A slow or
/// full disk delays no other process.
///
/// `channel` leads to the worker, and also to the keeper, which holds a duplicate of the worker's end; `memory` is the
/// session's memory, with the log and the board. Returns the exit status: 0 if everything was written.
int run_recorder(UniqueFd channel, const UniqueFd& memory);

} // namespace cleat
