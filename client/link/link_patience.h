#pragma once

#include "client/link/link.h"
#include "common/conversation/patience.h"

namespace cleat {

/// How long to wait, from now, for the server at the end of a link. The link's command may ask for a password first.
[[nodiscard]] inline Patience patience_for(const LinkOptions& link)
{
    return Patience(Clock::now(), link.via.empty() ? nullptr : is_password_asked);
}

} // namespace cleat
