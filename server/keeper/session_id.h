#pragma once

#include <cstdint>

namespace cleat {

/// Identifies a session, in keeper and worker, for the session's life; never reused by a keeper.
using SessionId = std::uint64_t;

/// Identifies a recorder process among all recorders of a server.
using RecorderId = std::uint64_t;

} // namespace cleat
