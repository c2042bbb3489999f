#pragma once

#include <cstdint>

namespace cleat {

/// Names a session between keeper and worker, and for the session's life; never given twice by one keeper.
using SessionId = std::uint64_t;

/// A process that records a session, told apart from all others of a server.
using RecorderId = std::uint64_t;

} // namespace cleat
