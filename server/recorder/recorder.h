#pragma once

#include "common/base/unique_fd.h"

namespace cleat {

/// Runs the process that records a session: takes its output from the shared log and writes it to files. It ends when
/// the recording does, or when the other end of `channel` is closed: then after writing all that is in the log. A slow
/// or full disk delays no other process.
///
/// `channel` leads to the worker, and also to the keeper, which holds a duplicate of the worker's end; `memory` is the
/// session's, of which the log and the board are used. Returns the exit status: 0 if everything was written.
int run_recorder(UniqueFd channel, const UniqueFd& memory);

} // namespace cleat
