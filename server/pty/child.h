#pragma once

#include "common/base/unique_fd.h"

#include <sys/resource.h>

#include <csignal>

namespace cleat {

/// Blocks all signals while it lives. Around fork, so that none of our handlers runs in the child.
class SignalsBlocked {
 public:
    SignalsBlocked();
    ~SignalsBlocked();
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
    sigset_t before_{};
};

/// Every signal has its default action and none is blocked. Async-signal-safe, for between fork and exec.
void reset_signals();

/// Closes the descriptors from `first` on. Async-signal-safe, for between fork and exec.
void close_descriptors_from(int first);

/// The same file at a descriptor of at least 3, close-on-exec, so that making 0, 1 and 2 cannot overwrite it. Empty,
/// with errno, if that fails.
[[nodiscard]] UniqueFd above_standard(UniqueFd fd);

} // namespace cleat
