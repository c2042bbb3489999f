#pragma once

#include <sys/types.h>

namespace cleat {

/// The umask of a login if nothing else is configured (login.defs(5), UMASK).
inline constexpr mode_t DEFAULT_UMASK = 022;

/// This process's umask (umask(2)), read from proc(5) (since Linux 4.7); `DEFAULT_UMASK` if proc(5) does not show it.
[[nodiscard]] mode_t own_umask();

/// This process's nice value (getpriority(2)), -20 to 19.
[[nodiscard]] int own_nice();

} // namespace cleat
