#pragma once

#include "common/base/unique_fd.h"

namespace cleat {

/// Runs the process that records a session: takes its output from the shared log, and writes it to files. It ends when
/// the recording does, or when nobody is at the other end of `channel` any more: then with all that the log has. What a
/// disk does to it concerns nobody else.
///
/// `channel` leads to the worker, and to the keeper who holds its other end too; `memory` is the session's,
/// of which the log and the board are used. Gives the exit status: 0 where all was written.
int run_recorder(UniqueFd channel, const UniqueFd& memory);

} // namespace cleat
