#pragma once

#include "common/base/unique_fd.h"

#include <chrono>
#include <string>

namespace cleat {

/// Reports that the server is ready, or why not: over a pipe to the process that the user started, and to a service
/// manager with a datagram as by sd_notify(3).
class Readiness {
 public:
    /// Without a pipe.
    Readiness() = default;
    /// `pipe` is the write end.
    explicit Readiness(UniqueFd pipe) : pipe_(std::move(pipe)) {}

    /// Clients are served. Only the first call of `ready` or `failed` has an effect.
    void ready();
    /// The server ends, with this exit code and message.
    void failed(int code, const std::string& message);

 private:
    UniqueFd pipe_;
    bool is_reported_ = false;
};

/// What a `Readiness` reported.
struct Verdict {
    int code = 1;        ///< exit code for the starter: 0 when ready
    std::string message; ///< for the user, when not ready

    bool operator==(const Verdict&) const = default;
};

/// Waits until the other end of the pipe has reported, at most `patience`.
[[nodiscard]] Verdict wait_for_readiness(int pipe, std::chrono::milliseconds patience);

} // namespace cleat
