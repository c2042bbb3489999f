#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"

#include <signal.h>
#include <sys/types.h>

namespace cleat {

/// Blocks SIGINT, SIGTERM and SIGHUP while this program has files to remove before it is terminated. The owner
/// of this object checks `has_arrived` regularly and stops its work when that is true; the signals take effect when
/// this object is destroyed. Objects may be nested: the outermost one unblocks the signals.
class Interruption {
 public:
    Interruption();
    ~Interruption();
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;

    [[nodiscard]] bool has_arrived() const;
    /// Waits for a child to exit and returns its status, as in waitpid(2). If one of the signals arrives, the child is
    /// terminated and an error is returned.
    Result<int> wait_for(pid_t child) const;
    /// The signal mask to start a child with: the previous mask without the signals blocked here.
    [[nodiscard]] sigset_t signals_of_child() const;

 private:
    sigset_t before_{};
    UniqueFd comes_; ///< readable once a signal has arrived; never read, so that it stays readable
    UniqueFd ended_; ///< readable when a child has exited
};

/// The error for interrupted work. It is never shown, because the signal terminates this program first.
[[nodiscard]] Error interrupted_error();

} // namespace cleat
