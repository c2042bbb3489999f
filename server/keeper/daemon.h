#pragma once

#include "common/base/result.h"
#include "server/keeper/readiness.h"

#include <variant>

namespace cleat {

/// Opens /dev/null for each of descriptors 0, 1 and 2 that is closed, so that no other file gets one of these numbers.
void open_standard_descriptors();

/// The role of a process after `become_daemon`.
struct Starter {
    UniqueFd pipe; ///< for `wait_for_readiness`
};
struct Daemon {
    Readiness readiness;
};

/// Forks a process that has no controlling terminal, is not a session leader, and has / as its directory and /dev/null
/// as its standard descriptors (daemon(7)). Returns in both processes. Call it before there are threads, loops or
/// children.
Result<std::variant<Starter, Daemon>> become_daemon();

} // namespace cleat
