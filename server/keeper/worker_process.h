#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"

#include <sys/types.h>

#include <string>
#include <vector>

namespace cleat {

/// A worker that was started: a child of this process.
struct WorkerProcess {
    pid_t pid = 0;
    UniqueFd socket; ///< the keeper's end
};

/// Runs `executable` as `cleatd --worker FD` with `arguments` after that, in a session of its own, so that a ^C at the
/// keeper's terminal is the keeper's alone. FD is the worker's end of the socket. A failing exec ends the child with
/// 127.
Result<WorkerProcess> start_worker(const std::string& executable, const std::vector<std::string>& arguments);

} // namespace cleat
