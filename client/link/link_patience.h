#pragma once

#include "client/link/link.h"
#include "common/conversation/patience.h"

namespace cleat {

/// How long to wait, from now, for the server at the end of a link. The time for which the link's command asks
/// for a password does not count.
[[nodiscard]] inline Patience patience_for(const LinkOptions& link)
{
    return Patience(Clock::now(), link.via.empty() ? nullptr : is_password_asked);
}

} // namespace cleat
