#pragma once

#include "client/link/link.h"

#include <cstdint>

namespace cleat {

/// The number of the session that this program runs in, as CLEAT_SESSION_ID has it; 0 in none, or where it means
/// nothing to the server that the link leads to: there it is not to be told.
[[nodiscard]] std::uint64_t session_inside(const LinkOptions& link);

} // namespace cleat
