#pragma once

#include <sys/types.h>

namespace cleat {

/// This process's umask (umask(2)). Nobody else may make files meanwhile.
[[nodiscard]] mode_t own_umask();

/// This process's nice value (getpriority(2)), -20 to 19.
[[nodiscard]] int own_nice();

} // namespace cleat
