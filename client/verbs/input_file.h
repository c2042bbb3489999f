#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"

#include <string>

namespace cleat {

/// Opens a file or a pipe for reading; waits until a pipe has a writer. Returns `refused` at once for a pipe of another
/// user, who could make it wait forever, unless it is standard input (/dev/stdin).
Result<UniqueFd> open_input(const std::string& name);

} // namespace cleat
