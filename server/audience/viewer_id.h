#pragma once

#include <cstdint>

namespace cleat {

/// Identifies a member of a session's audience for the session's life: the `client` of the protocol. Counted from 1.
using ViewerId = std::uint64_t;

} // namespace cleat
