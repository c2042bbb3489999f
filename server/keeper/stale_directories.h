#pragma once

#include <string>

namespace cleat {

/// Removes the runtime directories beside `own` that were left by servers that no longer run, in other containers with
/// the same home directory or before a reboot. A directory is removed if only this user can access it, its lock is
/// free, and it contains only what a server creates.
void remove_stale_directories(const std::string& own);

} // namespace cleat
