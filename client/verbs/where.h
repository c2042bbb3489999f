#pragma once

#include "client/link/trust.h"

namespace cleat {

/// Whether the server is known to share this host's files, so that relative paths mean the same to it.
enum class Where { here, elsewhere };

[[nodiscard]] inline Where where_is_server(const LinkOptions& link)
{
    return shares_files(trust_in(link)) ? Where::here : Where::elsewhere;
}

} // namespace cleat
