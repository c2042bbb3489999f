#pragma once

#include "common/base/unique_fd.h"

#include <chrono>
#include <string>

namespace cleat {

/// How a server tells whoever started it that it serves, or why not: over a pipe to the process that the user sees, and
/// to a service manager by sd_notify(3)'s datagram.
class Readiness {
 public:
    /// Nobody waits on a pipe.
    Readiness() = default;
    /// `pipe` is the end to write to.
    explicit Readiness(UniqueFd pipe) : pipe_(std::move(pipe)) {}

    /// Clients are served. Later calls of either do nothing.
    void ready();
    /// The server ends, with this exit code and message.
    void failed(int code, const std::string& message);

 private:
    UniqueFd pipe_;
    bool is_told_ = false;
};

/// What a `Readiness` told.
struct Verdict {
    int code = 1;        ///< exit code for the starter: 0 when ready
    std::string message; ///< for the user, when not ready

    bool operator==(const Verdict&) const = default;
};

/// Waits for the other end of the pipe to tell, at most `patience`.
[[nodiscard]] Verdict wait_for_readiness(int pipe, std::chrono::milliseconds patience);

} // namespace cleat
