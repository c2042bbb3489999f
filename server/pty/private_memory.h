#pragma once

#include <sys/resource.h>

namespace cleat {

/// Keeps what this process has in memory, which is every screen and what was typed, from core dumps and from the other
/// processes of its user: PR_SET_DUMPABLE 0 (prctl(2)), so that it cannot be traced and the private parts of its /proc
/// directory are root's, and a soft RLIMIT_CORE of 0. Each process of the server does it first of all, for exec undoes
/// the former. Gives what the limit was before, which is for programs.
///
/// The leak check of sanitizers, which traces the process, makes it dumpable by itself for as long as it needs.
rlimit keep_memory_private();

/// Undoes it in a child that is to run a program: before anything of its own /proc directory is written, which else
/// only root may. Async-signal-safe, for between fork and exec.
void allow_core_dumps(const rlimit& core);

} // namespace cleat
