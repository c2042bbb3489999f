#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"

#include <signal.h>
#include <sys/types.h>

namespace cleat {

/// Holds SIGINT, SIGTERM and SIGHUP back while there is something that must be removed before they end this program.
/// Whoever makes one asks now and then whether one `has_come`, and stops; with this object they take effect. Several
/// may be there, one within the other: the outermost lets them go.
class Interruption {
 public:
    Interruption();
    ~Interruption();
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;

    [[nodiscard]] bool has_come() const;
    /// Waits for a child's end: its status, as waitpid(2) has it. One of the signals ends the child, and is an error.
    Result<int> wait_for(pid_t child) const;
    /// What a child is to be started with held back: what was before, but none of what is held here.
    [[nodiscard]] sigset_t signals_of_child() const;

 private:
    sigset_t before_{};
    UniqueFd comes_; ///< readable when a signal has come; never read, so that it stays
    UniqueFd ended_; ///< when a child has ended
};

/// What was being done was interrupted. Nobody reads it: the signal ends this program.
[[nodiscard]] Error interruption_error();

} // namespace cleat
