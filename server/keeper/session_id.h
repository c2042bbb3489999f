#pragma once

#include <cstdint>

namespace cleat {

/// Identifies a session between keeper and worker, and for the session's life; never reused by a keeper.
using SessionId = std::uint64_t;

/// Identifies a recorder process among all of a server.
using RecorderId = std::uint64_t;

} // namespace cleat
