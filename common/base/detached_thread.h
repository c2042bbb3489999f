#pragma once

#include <functional>

namespace cleat {

/// Runs `work` in a detached thread with all signals blocked, for work that may hang and cannot be interrupted. The
/// process can exit while the thread runs. Whatever `work` uses must live until `work` returns; sharing ownership is
/// simplest. Returns false if the system cannot create a thread. Once a process has threads, a forked child may call
/// only async-signal-safe functions (fork(2)).
[[nodiscard]] bool run_detached(std::function<void()> work);

} // namespace cleat
