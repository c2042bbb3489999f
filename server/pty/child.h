#pragma once

#include "common/base/unique_fd.h"

#include <sys/resource.h>

#include <csignal>

namespace cleat {

/// Blocks all signals during its lifetime. For use around fork, so that none of our handlers runs in the child.
class SignalsBlocked {
 public:
    SignalsBlocked();
    ~SignalsBlocked();
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
    sigset_t before_{};
};

/// Sets every signal to its default action and unblocks all. Async-signal-safe, for use between fork and exec.
void reset_signals();

/// Closes the descriptors from `first` on. Async-signal-safe, for use between fork and exec.
void close_descriptors_from(int first);

/// Moves a file to a descriptor of at least 3, close-on-exec, so that it is not overwritten when 0, 1 and 2 are set.
/// Empty, with errno, if that fails.
[[nodiscard]] UniqueFd above_standard(UniqueFd fd);

} // namespace cleat
