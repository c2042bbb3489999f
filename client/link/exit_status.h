#pragma once

#include "common/base/result.h"

namespace cleat {

/// The exit statuses of `cleat` itself. The other statuses are 0 and, if the session's program ended while `cleat` was
/// attached, the program's exit status, or 128 plus the number of the signal that killed it. Listed in cleat(1).
inline constexpr int STATUS_NOT_FOUND = 119; ///< no such session, or no server
inline constexpr int STATUS_USAGE = 120;     ///< invalid command line or configuration
inline constexpr int STATUS_REFUSED = 121;   ///< valid, but not permitted
inline constexpr int STATUS_LOST = 122;      ///< the server, or the link to it, was lost
inline constexpr int STATUS_FAILED = 123;    ///< anything else
inline constexpr int STATUS_TIMEOUT = 124;   ///< timed out
// 126 and 127: the session's program cannot be run, or was not found.

/// The exit status for an error.
[[nodiscard]] constexpr int status_for(ErrorCode code)
{
    switch (code) {
    case ErrorCode::not_found: return STATUS_NOT_FOUND;
    case ErrorCode::invalid: return STATUS_USAGE;
    case ErrorCode::refused: return STATUS_REFUSED;
    case ErrorCode::lost: return STATUS_LOST;
    case ErrorCode::timeout: return STATUS_TIMEOUT;
    case ErrorCode::failed:
    case ErrorCode::exists:
    case ErrorCode::unsupported:
    case ErrorCode::ended:
    case ErrorCode::no_terminal:
    case ErrorCode::no_pipes: break;
    }
    return STATUS_FAILED;
}

/// The exit status for a request that a server refused: the one that it suggests, if that is valid for a failure.
[[nodiscard]] constexpr int status_for(ErrorCode code, int sent)
{
    return sent > 0 && sent <= 255 ? sent : status_for(code);
}

} // namespace cleat
