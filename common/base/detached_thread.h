#pragma once

#include <functional>

namespace cleat {

/// Runs `work` in a thread of its own, which handles no signals and ends with the process: for what may hang and cannot
/// be watched. What `work` uses must live as long as it, which is best shared with it. False where the system gives no
/// thread. A process that forks may only do async-signal-safe things in the child, once it has threads (fork(2)).
[[nodiscard]] bool run_detached(std::function<void()> work);

} // namespace cleat
