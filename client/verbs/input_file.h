#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"

#include <string>

namespace cleat {

/// Opens what a user named to be read: a file, or a pipe, for which it waits until somebody writes to it. `refused`,
/// without waiting, where another user made the pipe, which might be waited for without end; but one that is standard
/// input is read, as /dev/stdin.
Result<UniqueFd> open_input(const std::string& name);

} // namespace cleat
