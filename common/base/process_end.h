#pragma once

#include <string>

namespace cleat {

/// How a process ended, from its status as waitpid(2) gives it: `was killed by signal 9`, `exited with status 1`.
[[nodiscard]] std::string describe_end(int wait_status);

} // namespace cleat
