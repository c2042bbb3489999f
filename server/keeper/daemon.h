#pragma once

#include "common/base/result.h"
#include "server/keeper/readiness.h"

#include <variant>

namespace cleat {

/// Opens /dev/null in place of those of descriptors 0, 1 and 2 that are closed, so that nothing else becomes one of
/// them.
void open_standard_descriptors();

/// What a process is after `become_daemon`.
struct Starter {
    UniqueFd pipe; ///< for `wait_for_readiness`
};
struct Daemon {
    Readiness readiness;
};

/// Splits off a process that has no terminal, leads no session, and has / as its directory and /dev/null as its
/// standard descriptors (daemon(7)). Returns in both processes. Call it before there are threads, loops or children.
Result<std::variant<Starter, Daemon>> become_daemon();

} // namespace cleat
