#pragma once

#include "client/link/link.h"

namespace cleat {

/// Whether the server is on this machine, as far as can be known: then this process's directory means something to it.
enum class Where { here, elsewhere };

[[nodiscard]] inline Where where_is_server(const LinkOptions& link)
{
    return link.via.empty() ? Where::here : Where::elsewhere;
}

} // namespace cleat
