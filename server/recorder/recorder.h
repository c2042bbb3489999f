#pragma once

#include "common/base/unique_fd.h"

namespace cleat {

/// Runs the process that records a session: takes its output from the shared log, and writes it to files. It ends when
/// the recording does, or when nobody is at the other end of `channel` any more: then with all that the log has. What a
/// disk does to it concerns nobody else.
///
/// `channel` leads to the worker, and to the keeper who holds its other end too; `log` and `board` are the memory that
/// is shared. Gives the exit status: 0 where all was written.
int run_recorder(UniqueFd channel, const UniqueFd& log, const UniqueFd& board);

} // namespace cleat
