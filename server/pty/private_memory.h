#pragma once

#include <sys/resource.h>

namespace cleat {

/// Protects this process's memory, which contains every screen and all typed input, from core dumps and from other
/// processes of its user: PR_SET_DUMPABLE 0 (prctl(2)), so that it cannot be traced and the private parts of its /proc
/// directory belong to root, and a soft RLIMIT_CORE of 0. Each process of the server calls this first, because exec
/// resets PR_SET_DUMPABLE. Returns the previous limit, which `allow_core_dumps` sets for programs.
///
/// The leak check of sanitizers traces the process, and makes the process dumpable during the check.
rlimit keep_memory_private();

/// Undoes `keep_memory_private` in a child that will run a program. Call it before writing to the child's own /proc
/// directory, which otherwise only root can do. Async-signal-safe, for use between fork and exec.
void allow_core_dumps(const rlimit& core);

} // namespace cleat
