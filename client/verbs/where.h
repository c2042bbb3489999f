#pragma once

#include "client/link/trust.h"

namespace cleat {

/// Whether the server is on this machine, as far as can be known: then this process's directory means something to it.
enum class Where { here, elsewhere };

[[nodiscard]] inline Where where_is_server(const LinkOptions& link)
{
    return shares_files(trust_in(link)) ? Where::here : Where::elsewhere;
}

} // namespace cleat
